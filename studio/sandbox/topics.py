"""What the made-up models truly know: a few topics with a lead, three points, and a formula, a table or code."""

import re
from dataclasses import dataclass

Formula = tuple[str, str, str]
"""Name, LaTeX, and one sentence that explains it."""
Table = tuple[tuple[str, ...], ...]
"""Rows of cells, the headings first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: how it is recognised, its name, the answer in a few words, in a sentence, and in three points."""

    sign: str
    name: str
    words: str
    lead: str
    points: tuple[str, str, str]
    formula: Formula | None = None
    table: Table | None = None
    code: str = ""
    example: str = ""


TOPICS: tuple[Topic, ...] = (
    Topic(
        sign=r"\btransformers?\b|\bself-?attention\b|\bnext (word|token)\b|\blanguage models?\b|\bllms?\b",
        name="How a transformer predicts the next word",
        words="Attention, then softmax.",
        lead="A transformer turns the words so far into vectors, lets each one look at the others, and ends with a "
        "probability for every word that could come next.",
        points=(
            "**Embed**: each token becomes a vector, with its position mixed in.",
            "**Attend**: in every layer a token weighs all earlier ones and gathers what it needs from them.",
            "**Predict**: the last vector is compared with every word of the vocabulary; softmax turns the "
            "scores into "
            "probabilities.",
        ),
        formula=(
            "Scaled dot-product attention",
            r"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\left(\frac{Q K^{\top}}{\sqrt{d_k}}\right) V",
            r"$Q$, $K$ and $V$ are the queries, keys and values of the tokens; $d_k$ is the length of a key.",
        ),
        example="after “The cat sat on the”, *mat* may score 3.0, *sofa* 2.0 and *roof* 1.0; softmax turns that "
        "into 67 %, "
        "24 % and 9 %, so *mat* is the likely next word.",
        table=(
            ("Next word", "Score", "Probability"),
            ("mat", "3.0", "67 %"),
            ("sofa", "2.0", "24 %"),
            ("roof", "1.0", "9 %"),
        ),
        code="from math import exp\n\n\n"
        "def softmax(scores: dict[str, float]) -> dict[str, float]:\n"
        '    """Scores as probabilities that add up to 1."""\n'
        "    top = max(scores.values())  # keeps exp() small\n"
        "    powers = {word: exp(score - top) for word, score in scores.items()}\n"
        "    total = sum(powers.values())\n"
        "    return {word: power / total for word, power in powers.items()}\n\n\n"
        'chances = softmax({"mat": 3.0, "sofa": 2.0, "roof": 1.0})  # after "The cat sat on the"\n'
        "for word, chance in chances.items():\n"
        '    print(f"{word:5} {chance:.0%}")  # mat 67%, sofa 24%, roof 9%',
    ),
    Topic(
        sign=r"\btides?\b",
        name="Tides",
        words="Moon pulls, sea follows.",
        lead="Tides are the slow rise and fall of the sea, raised by the gravity of the Moon and, less, of the Sun.",
        points=(
            "**The Moon pulls** the near side of the Earth more than its centre, and the far side less: two bulges.",
            "**The Earth turns** beneath the bulges, so most coasts see two high tides in about 24 hours 50 minutes.",
            "**Spring and neap**: at new and full moon Sun and Moon pull in one line and tides are highest.",
        ),
        formula=(
            "Tidal acceleration",
            r"a \approx \frac{2 G M r}{d^3}",
            r"$M$ is the mass of the Moon, $d$ its distance and $r$ the radius of the Earth: distance counts "
            r"three times.",
        ),
        table=(
            ("Tide", "Sun and Moon", "Range"),
            ("Spring tide", "in one line", "largest"),
            ("Neap tide", "at a right angle", "smallest"),
        ),
        code="G, EARTH = 6.674e-11, 6.371e6  # SI units; radius of the Earth in metres\n\n\n"
        "def tide(mass: float, distance: float) -> float:\n"
        '    """Tidal acceleration at the surface of the Earth, in m/s²."""\n'
        "    return 2 * G * mass * EARTH / distance**3\n\n\n"
        "moon, sun = tide(7.35e22, 3.84e8), tide(1.99e30, 1.496e11)\n"
        'print(f"The Moon pulls {moon / sun:.1f} times as hard")  # 2.2 times',
    ),
    Topic(
        sign=r"\brainbows?\b",
        name="Rainbows",
        words="Sunlight, split by drops.",
        lead="A rainbow is sunlight, split and sent back by many falling drops of water.",
        points=(
            "**Into the drop**: light is bent, and blue more than red.",
            "**Off the back wall**: it is reflected once and bent again on its way out.",
            "**Into your eye**: red arrives at about 42° from the point opposite the Sun, violet at about 40°.",
        ),
        formula=(
            "Snell's law of refraction",
            r"n_1 \sin\theta_1 = n_2 \sin\theta_2",
            r"Water has $n \approx 1.33$, a little more for violet than for red: that splits the colours.",
        ),
        table=(("Colour", "Angle"), ("Red", "about 42°"), ("Green", "about 41°"), ("Violet", "about 40°")),
    ),
    Topic(
        sign=r"\bsky\b.*\bblue\b|\bblue\b.*\bsky\b",
        name="Why the sky is blue",
        words="Air scatters blue.",
        lead="The sky is blue because air scatters short blue waves of sunlight far more than long red ones.",
        points=(
            "**Sunlight** holds all colours at once.",
            "**Molecules of air** send blue light in every direction, so it reaches you from the whole sky.",
            "**In the evening** the way through the air is long, the blue is gone, and red and orange are left.",
        ),
        formula=(
            "Rayleigh scattering",
            r"I \propto \frac{1}{\lambda^4}",
            r"At half the wavelength $\lambda$ sixteen times as much light is scattered.",
        ),
    ),
    Topic(
        sign=r"\bphotosynthesis\b",
        name="Photosynthesis",
        words="Light becomes sugar.",
        lead="Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.",
        points=(
            "**Light** is caught by chlorophyll, which reflects green; that is why leaves look green.",
            "**Water** is split; its oxygen leaves the leaf.",
            "**Carbon dioxide** is built into sugar in the Calvin cycle.",
        ),
        formula=(
            "The reaction",
            r"6\,CO_2 + 6\,H_2O \rightarrow C_6H_{12}O_6 + 6\,O_2",
            "The energy comes from light.",
        ),
        table=(
            ("Goes in", "Comes out"),
            ("carbon dioxide", "sugar"),
            ("water", "oxygen"),
            ("light", "stored energy"),
        ),
    ),
    Topic(
        sign=r"\bblack holes?\b",
        name="Black holes",
        words="Not even light escapes.",
        lead="A black hole is a region whose gravity lets nothing out, not even light.",
        points=(
            "**Horizon**: its radius grows with mass, about 3 km for each solar mass.",
            "**Origin**: many are the remains of heavy stars; the largest sit in the centres of galaxies.",
            "**Seen by** what happens around it: hot gas, orbits of stars, and gravitational waves.",
        ),
        formula=(
            "The Schwarzschild radius",
            r"r_s = \frac{2 G M}{c^2}",
            r"For the Sun this would be about 3 km.",
        ),
        table=(
            ("Mass", "Radius of the horizon"),
            ("the Earth", "9 mm"),
            ("the Sun", "3 km"),
            ("Sagittarius A*", "12 million km"),
        ),
    ),
    Topic(
        sign=r"\brecursion|recursive\b",
        name="Recursion",
        words="See: recursion.",
        lead="Recursion solves a problem by solving a smaller one of the same kind, until one is trivial.",
        points=(
            "**Base case**: the small problem with a known answer.",
            "**Step**: the rule that leads from a problem to a smaller one.",
            "**Cost**: each open step takes memory on the stack, so depth matters.",
        ),
        formula=(
            "The factorial",
            r"n! = n \cdot (n - 1)!, \qquad 0! = 1",
            "The second part is the base case.",
        ),
        table=(
            ("Call", "Becomes"),
            ("factorial(3)", "3 × factorial(2)"),
            ("factorial(2)", "2 × factorial(1)"),
            ("factorial(1)", "1 × factorial(0)"),
            ("factorial(0)", "1, the base case"),
        ),
        code="def factorial(n: int) -> int:\n"
        '    """n! for n of 0 or more."""\n'
        "    if n == 0:  # base case\n        return 1\n    return n * factorial(n - 1)  # step\n\n\n"
        "assert factorial(5) == 120",
    ),
    Topic(
        sign=r"\btcp\b|\bhandshake\b|\binternet\b",
        name="TCP",
        words="Send, confirm, repeat.",
        lead="TCP turns a network that may lose and reorder packets into a reliable stream of bytes.",
        points=(
            "**Handshake**: SYN, SYN-ACK, ACK; both sides agree on where to start counting.",
            "**Acknowledgement**: what is not confirmed in time is sent again.",
            "**Windows** keep a fast sender from flooding a slow receiver or a full network.",
        ),
        table=(
            ("Step", "From", "Message"),
            ("1", "client", "SYN"),
            ("2", "server", "SYN-ACK"),
            ("3", "client", "ACK"),
        ),
        code='import socket\n\nwith socket.create_connection(("example.org", 80), timeout=5) as peer:\n'
        '    peer.sendall(b"HEAD / HTTP/1.0\\r\\nHost: example.org\\r\\n\\r\\n")\n    print(peer.recv(200).decode())',
    ),
    Topic(
        sign=r"\bcoffee\b|\bespresso\b",
        name="Coffee",
        words="Grind, pour, wait.",
        lead="Coffee is brewed by letting water take the tasty parts out of roasted, ground seeds.",
        points=(
            "**Grind**: finer gives more surface and a faster extraction.",
            "**Water**: 90 to 96 °C is usual; hotter takes more bitter parts.",
            "**Time**: about 25 seconds for an espresso, 3 to 4 minutes for a filter.",
        ),
        table=(
            ("Way", "Grind", "Time"),
            ("Espresso", "fine", "25 s"),
            ("Filter", "medium", "3–4 min"),
            ("French press", "coarse", "4 min"),
        ),
    ),
    Topic(
        sign=r"\bbicycles?\b|\bbikes?\b",
        name="Bicycles",
        words="Steer into the fall.",
        lead="A bicycle stays up because steering into a fall brings the wheels back under the rider.",
        points=(
            "**Steering** does most of the work, by the rider or by the bicycle itself.",
            "**Trail**: the front wheel touches the ground behind its steering axis and so turns by itself.",
            "**Gyroscopes** help a little, but a bicycle without their effect can balance too.",
        ),
    ),
    Topic(
        sign=r"\bgravity\b|\bgravitation",
        name="Gravity",
        words="Mass attracts mass.",
        lead="Gravity is the attraction between masses; it holds you on the ground and the planets in their orbits.",
        points=(
            "**Mass** decides how strong it is: twice the mass pulls twice as hard.",
            "**Distance** weakens it: twice as far away, it is a quarter as strong.",
            "**Einstein** described it as the curving of space and time by mass and energy.",
        ),
        formula=(
            "Newton's law of gravitation",
            r"F = G \frac{m_1 m_2}{r^2}",
            r"$r$ is the distance between the "
            r"two centres.",
        ),
        table=(("Where", "Acceleration"), ("Earth", "9.8 m/s²"), ("Mars", "3.7 m/s²"), ("Moon", "1.6 m/s²")),
    ),
    Topic(
        sign=r"\bplanets?\b|\bsolar system\b",
        name="The planets",
        words="Eight, all circling.",
        lead="Eight planets circle the Sun: four small rocky ones, and four large ones farther out.",
        points=(
            "**Rocky**: Mercury, Venus, Earth and Mars.",
            "**Gas giants**: Jupiter and Saturn, mostly hydrogen and helium.",
            "**Ice giants**: Uranus and Neptune, cold and blue.",
        ),
        formula=(
            "Kepler's third law",
            r"\frac{T^2}{a^3} = \text{constant}",
            "The farther out a planet, the longer its year.",
        ),
        table=(
            ("Planet", "Diameter (km)", "Year"),
            ("Mercury", "4,880", "88 days"),
            ("Venus", "12,100", "225 days"),
            ("Earth", "12,760", "365 days"),
            ("Mars", "6,790", "687 days"),
            ("Jupiter", "143,000", "12 years"),
            ("Saturn", "120,500", "29 years"),
            ("Uranus", "51,100", "84 years"),
            ("Neptune", "49,500", "165 years"),
        ),
    ),
)


def topic_for(prompt: str) -> Topic | None:
    """The known topic a prompt names, or None."""
    lowered = prompt.lower()
    return next((topic for topic in TOPICS if re.search(topic.sign, lowered)), None)


def markdown_table(rows: Table) -> str:
    """Rows as a Markdown table; a bar inside a cell is escaped."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join((lines[0], "|" + "---|" * len(rows[0]), *lines[1:]))


def markdown_formula(formula: Formula) -> str:
    """A formula with its name before it and its meaning after it."""
    return f"**{formula[0]}**\n\n$$\n{formula[1]}\n$$\n\n{formula[2]}"
