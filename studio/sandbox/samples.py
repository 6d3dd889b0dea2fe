"""True code and formulas for the made-up models to quote."""

import re

CODE: tuple[tuple[str, str, str, str], ...] = (
    (
        "python",
        r"common prefix|longest common",
        "def longest_common_prefix(words: list[str]) -> str:\n"
        '    """The longest text that all words begin with; "" for no words."""\n'
        '    if not words:\n        return ""\n'
        "    first, last = min(words), max(words)  # in order, only these two can differ first\n"
        "    for place, letter in enumerate(first):\n        if letter != last[place]:\n            return "
        "first[:place]\n"
        "    return first\n\n\n"
        "def test_longest_common_prefix() -> None:\n"
        '    assert longest_common_prefix(["flower", "flow", "flight"]) == "fl"\n'
        '    assert longest_common_prefix(["dog", "car"]) == ""\n'
        '    assert longest_common_prefix(["same", "same"]) == "same"\n'
        '    assert longest_common_prefix([]) == ""',
        "The smallest and the largest word differ earliest, so comparing these two is enough: $O(n \\cdot m)$ "
        "in all.",
    ),
    (
        "python",
        r"fizz ?buzz",
        "def fizzbuzz(n: int) -> str:\n"
        '    """Fizz for multiples of 3, Buzz for 5, FizzBuzz for both, else the number."""\n'
        '    return "Fizz" * (n % 3 == 0) + "Buzz" * (n % 5 == 0) or str(n)\n\n\n'
        'assert [fizzbuzz(n) for n in (1, 3, 5, 15)] == ["1", "Fizz", "Buzz", "FizzBuzz"]\n'
        "print(*map(fizzbuzz, range(1, 101)))",
        "A text times `False` is empty, and an empty text gives way to the number.",
    ),
    (
        "python",
        r"factorial|recursi",
        "def factorial(n: int) -> int:\n"
        '    """n! for n of 0 or more."""\n'
        "    return 1 if n == 0 else n * factorial(n - 1)\n\n\n"
        "assert [factorial(n) for n in range(6)] == [1, 1, 2, 6, 24, 120]",
        "The case $n = 0$ ends the recursion.",
    ),
    (
        "python",
        r"anagram",
        "def are_anagrams(a: str, b: str) -> bool:\n"
        '    """Whether two texts have the same letters; case and blanks do not count."""\n'
        '    return sorted(a.casefold().replace(" ", "")) == sorted(b.casefold().replace(" ", ""))\n\n\n'
        'assert are_anagrams("Listen", "Silent")\nassert not are_anagrams("cat", "dog")',
        "Sorting brings equal letters together, whatever their order was.",
    ),
    (
        "python",
        r"revers",
        "def reverse_words(text: str) -> str:\n"
        '    """The words of a text in reverse order."""\n'
        '    return " ".join(reversed(text.split()))\n\n\n'
        'assert reverse_words("one two three") == "three two one"\nassert "abc"[::-1] == "cba"  # the letters '
        "of a text",
        "A slice with step −1 reverses any sequence.",
    ),
    (
        "python",
        r"e-?mail",
        'import re\n\nEMAIL = re.compile(r"[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+")\n\n\n'
        "def is_email(text: str) -> bool:\n"
        '    """Whether a text looks like an e-mail address; only a mail proves it."""\n'
        "    return EMAIL.fullmatch(text) is not None\n\n\n"
        'assert is_email("ada@example.org")\nassert not is_email("ada@example")',
        "It asks for one @ and a dot after it; stricter patterns refuse real addresses.",
    ),
    (
        "python",
        r"hello",
        'print("Hello, world!")',
        "Save it as `hello.py` and run `python hello.py`.",
    ),
    (
        "javascript",
        r"common prefix|longest common",
        'function longestCommonPrefix(words) {\n  let prefix = words[0] ?? "";\n  for (const word of words) {\n'
        "    while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);\n  }\n  return prefix;\n}\n\n"
        'console.assert(longestCommonPrefix(["flower", "flow", "flight"]) === "fl");\n'
        'console.assert(longestCommonPrefix([]) === "");',
        "The prefix shrinks until every word begins with it.",
    ),
    (
        "rust",
        r"common prefix|longest common",
        "fn longest_common_prefix<'a>(words: &[&'a str]) -> &'a str {\n"
        '    let Some(&first) = words.first() else { return "" };\n'
        "    let end = first\n        .char_indices()\n"
        "        .find(|&(at, c)| !words.iter().all(|w| w[at.min(w.len())..].starts_with(c)))\n"
        "        .map_or(first.len(), |(at, _)| at);\n    &first[..end]\n}\n\n"
        '#[test]\nfn finds_it() {\n    assert_eq!(longest_common_prefix(&["flower", "flow", "flight"]), "fl");\n'
        '    assert_eq!(longest_common_prefix(&[]), "");\n}',
        "It borrows from the first word, so nothing is copied.",
    ),
    (
        "python",
        r"fibonacci",
        "def fibonacci(n: int) -> int:\n"
        '    """The n-th Fibonacci number, counted from 0."""\n'
        "    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n\n\n"
        "print([fibonacci(n) for n in range(10)])  # [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]",
        "It keeps only the last two numbers, so it needs $O(n)$ time and $O(1)$ memory.",
    ),
    (
        "python",
        r"prime|sieve",
        "def primes(limit: int) -> list[int]:\n"
        '    """All primes below `limit`, by the sieve of Eratosthenes."""\n'
        '    sieve = bytearray([1]) * limit\n    sieve[:2] = b"\\0" * min(2, limit)\n'
        "    for n in range(2, int(limit**0.5) + 1):\n        if sieve[n]:\n"
        "            sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))\n"
        "    return [n for n, alive in enumerate(sieve) if alive]\n\n\n"
        "print(primes(30))  # [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]",
        "The sieve crosses out multiples and takes $O(n \\log \\log n)$ steps.",
    ),
    (
        "python",
        r"sort|search|binary",
        "def find(items: list[int], wanted: int) -> int | None:\n"
        '    """The place of `wanted` in a sorted list, or None."""\n'
        "    low, high = 0, len(items)\n    while low < high:\n        middle = (low + high) // 2\n"
        "        if items[middle] < wanted:\n            low = middle + 1\n        else:\n            high = middle\n"
        "    return low if low < len(items) and items[low] == wanted else None\n\n\n"
        "print(find(sorted([7, 3, 9, 1]), 7))  # 2",
        "Each step halves the range, so a million items need at most 20 steps.",
    ),
    (
        "python",
        r"palindrome|reverse|string",
        "def is_palindrome(text: str) -> bool:\n"
        '    """Whether a text reads the same backwards; case and punctuation do not count."""\n'
        "    letters = [c for c in text.casefold() if c.isalnum()]\n    return letters == letters[::-1]\n\n\n"
        'print(is_palindrome("A man, a plan, a canal: Panama"))  # True',
        "`casefold` treats upper and lower case alike in every script.",
    ),
    (
        "python",
        r"",
        "from collections import Counter\nfrom pathlib import Path\n\n\n"
        "def most_common_words(file: Path, n: int = 10) -> list[tuple[str, int]]:\n"
        '    """The n most frequent words of a text file."""\n'
        '    words = file.read_text(encoding="utf-8").lower().split()\n'
        '    return Counter(word.strip(".,;:!?") for word in words).most_common(n)\n\n\n'
        'print(most_common_words(Path("notes.txt")))',
        "`Counter` does the counting in one pass.",
    ),
    (
        "javascript",
        r"",
        "/** Calls `action` once, `delay` ms after the last request. */\n"
        "function debounce(action, delay = 250) {\n  let timer;\n  return (...args) => {\n"
        "    clearTimeout(timer);\n    timer = setTimeout(() => action(...args), delay);\n  };\n}\n\n"
        'const save = debounce((text) => console.log("saved", text));\n'
        'save("a");\nsave("ab"); // only this one is saved',
        "Every new call cancels the one that was waiting.",
    ),
    (
        "typescript",
        r"",
        "export function groupBy<T, K extends string>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {\n"
        "  const groups = new Map<K, T[]>();\n  for (const item of items) {\n    const k = key(item);\n"
        "    const group = groups.get(k);\n    if (group) group.push(item);\n    else groups.set(k, [item]);\n  }\n"
        '  return groups;\n}\n\nconsole.log(groupBy(["ant", "bee", "ape"], (w) => w[0]));',
        "The key type is inferred, so a wrong key is caught while compiling.",
    ),
    (
        "rust",
        r"",
        "use std::collections::HashMap;\n\nfn word_counts(text: &str) -> HashMap<&str, usize> {\n"
        "    let mut counts = HashMap::new();\n    for word in text.split_whitespace() {\n"
        "        *counts.entry(word).or_insert(0) += 1;\n    }\n    counts\n}\n\n"
        'fn main() {\n    println!("{:?}", word_counts("to be or not to be"));\n}',
        "The map borrows from the text, so nothing is copied.",
    ),
    (
        "go",
        r"",
        'package main\n\nimport (\n\t"fmt"\n\t"sync"\n)\n\nfunc main() {\n\tvar wg sync.WaitGroup\n'
        "\tresults := make([]int, 5)\n\tfor i := range results {\n\t\twg.Add(1)\n\t\tgo func(i int) {\n"
        "\t\t\tdefer wg.Done()\n\t\t\tresults[i] = i * i\n\t\t}(i)\n\t}\n\twg.Wait()\n\tfmt.Println(results)\n}",
        "Each goroutine writes its own element, so no lock is needed.",
    ),
    (
        "java",
        r"",
        "import java.util.stream.IntStream;\n\npublic class Squares {\n    public static void main(String[] args) {\n"
        "        int sum = IntStream.rangeClosed(1, 10).map(n -> n * n).sum();\n"
        '        System.out.println("Sum of squares: " + sum); // 385\n    }\n}',
        "A stream describes what is wanted and leaves the loop to the library.",
    ),
    (
        "cpp",
        r"",
        "#include <algorithm>\n#include <iostream>\n#include <vector>\n\nint main() {\n"
        "    std::vector<int> numbers{7, 3, 9, 1};\n    std::ranges::sort(numbers);\n"
        '    for (int n : numbers) std::cout << n << " ";  // 1 3 7 9\n}',
        "`std::ranges::sort` takes the whole container.",
    ),
    (
        "sql",
        r"",
        "SELECT customer.name,\n       COUNT(*)        AS orders,\n       SUM(item.price) AS revenue\nFROM customer\n"
        "JOIN item ON item.customer_id = customer.id\nWHERE item.sold_at >= DATE '2026-01-01'\n"
        "GROUP BY customer.name\nHAVING COUNT(*) > 2\nORDER BY revenue DESC\nLIMIT 10;",
        "`WHERE` filters rows before grouping, `HAVING` filters groups after it.",
    ),
    (
        "bash",
        r"",
        "#!/usr/bin/env bash\nset -euo pipefail\n\n# The ten largest files below a folder\n"
        "find \"${1:-.}\" -type f -printf '%s\\t%p\\n' | sort -rn | head -10 |\n"
        "  while IFS=$'\\t' read -r size name; do\n    printf '%10d  %s\\n' \"$size\" \"$name\"\n  done",
        "`set -euo pipefail` stops at the first error instead of going on with half a result.",
    ),
    (
        "html",
        r"",
        '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <title>Hello</title>\n  '
        "</head>\n"
        "  <body>\n    <main>\n      <h1>Hello</h1>\n      <p>A page needs no more than this.</p>\n"
        "    </main>\n  </body>\n</html>",
        "The `lang` attribute helps screen readers pick the right voice.",
    ),
)

_LANGUAGE_SIGNS = (
    ("typescript", r"typescript|\bts\b"),
    ("javascript", r"javascript|\bjs\b|node"),
    ("rust", r"\brust\b"),
    ("go", r"\bgolang\b|\bin go\b"),
    ("java", r"\bjava\b"),
    ("cpp", r"c\+\+|\bcpp\b"),
    ("sql", r"\bsql\b|\bquery\b"),
    ("bash", r"\bbash\b|\bshell\b"),
    ("html", r"\bhtml\b"),
)


def code_for(prompt: str) -> tuple[str, str, str]:
    """Language, true code and one sentence about it, as near to the prompt as there is."""
    lowered = prompt.lower()
    language = next((name for name, sign in _LANGUAGE_SIGNS if re.search(sign, lowered)), "python")
    fitting = [row for row in CODE if row[0] == language and re.search(row[1], lowered)]
    _, _, code, about = fitting[0]
    return language, code, about


def knows_code(prompt: str) -> bool:
    """Whether there is a program made for this prompt, and not only one in its language."""
    lowered = prompt.lower()
    return any(row[1] and re.search(row[1], lowered) for row in CODE if row[0] == code_for(prompt)[0])


FORMULAS: tuple[tuple[str, str, str, str], ...] = (
    (
        r"irrational|(square )?root of (2|two)",
        "The square root of two is irrational",
        r"\sqrt{2} = \frac{p}{q} \;\Rightarrow\; p^2 = 2 q^2",
        r"So $p$ is even, $p = 2k$, and $q^2 = 2 k^2$ makes $q$ even too: the fraction was never in lowest terms.",
    ),
    (
        r"pythag|triangle|distance",
        "Pythagoras",
        r"c = \sqrt{a^2 + b^2}",
        r"With $a = 3$ and $b = 4$ this gives $c = 5$.",
    ),
    (
        r"quadrat|parabola|roots of",
        "The quadratic formula",
        r"x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
        r"For $x^2 - 5x + 6 = 0$ the discriminant is $25 - 24 = 1$, so $x = 2$ or $x = 3$.",
    ),
    (
        r"gauss|normal|integral|bell",
        "The Gaussian integral",
        r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}",
        r"Square it, change to polar coordinates, and the factor $r$ makes it easy.",
    ),
    (
        r"deriv|calculus|slope",
        "The derivative",
        r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}",
        r"For $f(x) = x^2$ this is $f'(x) = 2x$.",
    ),
    (
        r"interest|loan|money|growth",
        "Compound interest",
        r"K_n = K_0 \left(1 + \frac{p}{100}\right)^n",
        r"At $p = 3$ a sum grows by about $34\,\%$ in $n = 10$ years.",
    ),
    (
        r"energy|einstein|mass|relativ",
        "Mass and energy",
        r"E = \sqrt{(mc^2)^2 + (pc)^2}",
        r"For a body at rest $p = 0$, and $E = mc^2$ is left.",
    ),
    (
        r"probab|bayes|statist",
        "Bayes' theorem",
        r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}",
        r"It turns the chance of the evidence into the chance of the cause.",
    ),
    (
        r"matrix|linear|determinant",
        "A determinant",
        r"\det \begin{pmatrix} a & b \\ c & d \end{pmatrix} = ad - bc",
        r"It is $0$ exactly when the two rows point the same way.",
    ),
    (
        r"",
        "Euler's identity",
        r"e^{i\pi} + 1 = 0",
        r"It follows from $e^{ix} = \cos x + i \sin x$ at $x = \pi$.",
    ),
)


def knows_formula(prompt: str) -> bool:
    """Whether there is a formula for this prompt, and not only a beautiful one."""
    return (
        any(sign and re.search(sign, prompt.lower()) for sign, _, _, _ in FORMULAS)
        or "euler" in prompt.lower()
    )


def formula_for(prompt: str) -> tuple[str, str, str]:
    """Name, LaTeX and one sentence of a true formula, as near to the prompt as there is."""
    lowered = prompt.lower()
    name, latex, about = next(row[1:] for row in FORMULAS if re.search(row[0], lowered))
    return name, latex, about
