"""True code, formulas and facts for the made-up models to quote."""

import re

CODE: tuple[tuple[str, str, str, str], ...] = (
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
        '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <title>Hello</title>\n  </head>\n'
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
    return any(sign and re.search(sign, lowered) for _, sign, _, _ in CODE)


FORMULAS: tuple[tuple[str, str, str, str], ...] = (
    (
        r"pythag|triangle|distance",
        "Pythagoras",
        r"c = \sqrt{a^2 + b^2}",
        r"With $a = 3$ and $b = 4$ this gives $c = 5$.",
    ),
    (
        r"quadrat|root|parabola",
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


def formula_for(prompt: str) -> tuple[str, str, str]:
    """Name, LaTeX and one sentence of a true formula, as near to the prompt as there is."""
    lowered = prompt.lower()
    name, latex, about = next(row[1:] for row in FORMULAS if re.search(row[0], lowered))
    return name, latex, about


FACTS: tuple[tuple[str, str, tuple[str, str, str]], ...] = (
    (
        r"\btides?\b",
        "Tides are the slow rise and fall of the sea, raised by the gravity of the Moon and, less, of the Sun.",
        (
            "**The Moon pulls** the near side of the Earth more than its centre, and the far side less: two bulges.",
            "**The Earth turns** beneath the bulges, so most coasts see two high tides in about 24 hours 50 minutes.",
            "**Spring and neap**: at new and full moon Sun and Moon pull in one line and tides are highest.",
        ),
    ),
    (
        r"\brainbows?\b",
        "A rainbow is sunlight, split and sent back by many falling drops of water.",
        (
            "**Into the drop**: light is bent, and blue more than red.",
            "**Off the back wall**: it is reflected once and bent again on its way out.",
            "**Into your eye**: red arrives at about 42° from the point opposite the Sun, violet at about 40°.",
        ),
    ),
    (
        r"\bphotosynthesis\b|\bplants?\b",
        "Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.",
        (
            "**Light** is caught by chlorophyll, which reflects green; that is why leaves look green.",
            "**Water** is split; its oxygen leaves the leaf.",
            "**Carbon dioxide** is built into sugar in the Calvin cycle.",
        ),
    ),
    (
        r"\bblack holes?\b",
        "A black hole is a region whose gravity lets nothing out, not even light.",
        (
            "**Horizon**: its radius grows with mass, about 3 km for each solar mass.",
            "**Origin**: many are the remains of heavy stars; the largest sit in the centres of galaxies.",
            "**Seen by** what happens around it: hot gas, orbits of stars, and gravitational waves.",
        ),
    ),
    (
        r"\brecursion|recursive\b",
        "Recursion solves a problem by solving a smaller one of the same kind, until one is trivial.",
        (
            "**Base case**: the small problem with a known answer.",
            "**Step**: the rule that leads from a problem to a smaller one.",
            "**Cost**: each open step takes memory on the stack, so depth matters.",
        ),
    ),
    (
        r"\btcp\b|\bhandshake\b|\binternet\b",
        "TCP turns a network that may lose and reorder packets into a reliable stream of bytes.",
        (
            "**Handshake**: SYN, SYN-ACK, ACK; both sides agree on where to start counting.",
            "**Acknowledgement**: what is not confirmed in time is sent again.",
            "**Windows** keep a fast sender from flooding a slow receiver or a full network.",
        ),
    ),
    (
        r"\bcoffee\b|\bespresso\b",
        "Coffee is brewed by letting water take the tasty parts out of roasted, ground seeds.",
        (
            "**Grind**: finer gives more surface and a faster extraction.",
            "**Water**: 90 to 96 °C is usual; hotter takes more bitter parts.",
            "**Time**: about 25 seconds for an espresso, 3 to 4 minutes for a filter.",
        ),
    ),
    (
        r"\bbicycles?\b|\bbikes?\b",
        "A bicycle stays up because steering into a fall brings the wheels back under the rider.",
        (
            "**Steering** does most of the work, by the rider or by the bicycle itself.",
            "**Trail**: the front wheel touches the ground behind its steering axis and so turns by itself.",
            "**Gyroscopes** help a little, but a bicycle without their effect can balance too.",
        ),
    ),
)


def facts_for(prompt: str) -> tuple[str, tuple[str, str, str]] | None:
    """One sentence and three points about a subject the made-up models know, or None."""
    lowered = prompt.lower()
    return next(((lead, points) for sign, lead, points in FACTS if re.search(sign, lowered)), None)


WORDS: dict[str, tuple[str, str, str, str, str, str]] = {
    "hello": ("Hallo", "Bonjour", "Hola", "Ciao", "こんにちは", "你好"),
    "good morning": ("Guten Morgen", "Bonjour", "Buenos días", "Buongiorno", "おはようございます", "早上好"),
    "good night": ("Gute Nacht", "Bonne nuit", "Buenas noches", "Buonanotte", "おやすみなさい", "晚安"),
    "thank you": ("Danke", "Merci", "Gracias", "Grazie", "ありがとう", "谢谢"),
    "please": ("Bitte", "S'il vous plaît", "Por favor", "Per favore", "お願いします", "请"),
    "water": ("Wasser", "eau", "agua", "acqua", "水", "水"),
    "sea": ("Meer", "mer", "mar", "mare", "海", "海"),
    "moon": ("Mond", "lune", "luna", "luna", "月", "月亮"),
    "sun": ("Sonne", "soleil", "sol", "sole", "太陽", "太阳"),
    "tree": ("Baum", "arbre", "árbol", "albero", "木", "树"),
    "book": ("Buch", "livre", "libro", "libro", "本", "书"),
    "cat": ("Katze", "chat", "gato", "gatto", "猫", "猫"),
    "dog": ("Hund", "chien", "perro", "cane", "犬", "狗"),
    "house": ("Haus", "maison", "casa", "casa", "家", "房子"),
    "friend": ("Freund", "ami", "amigo", "amico", "友達", "朋友"),
    "where is the station": (
        "Wo ist der Bahnhof?",
        "Où est la gare ?",
        "¿Dónde está la estación?",
        "Dov'è la stazione?",
        "駅はどこですか",
        "车站在哪里",
    ),
}
TONGUES = ("german", "french", "spanish", "italian", "japanese", "chinese")


def translations(prompt: str) -> list[tuple[str, str]]:
    """Pairs of known words of the prompt and their translation into the language it names (German by default)."""
    lowered = prompt.lower()
    place = next((at for at, tongue in enumerate(TONGUES) if tongue in lowered), 0)
    return [(word, row[place]) for word, row in WORDS.items() if re.search(rf"\b{word}\b", lowered)]


def tongue_of(prompt: str) -> str:
    """The language a translation is wanted in, as a name."""
    lowered = prompt.lower()
    return next((tongue for tongue in TONGUES if tongue in lowered), "german").capitalize()
