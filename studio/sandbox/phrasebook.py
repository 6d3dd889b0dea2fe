"""A small phrase book: whole sentences and single words in six languages, all of them right."""

import re

TONGUES = ("german", "french", "spanish", "italian", "japanese", "chinese")
PHRASES: dict[str, tuple[str, str, str, str, str, str]] = {
    "the early bird catches the worm": (
        "Der frühe Vogel fängt den Wurm.",
        "L'avenir appartient à ceux qui se lèvent tôt.",
        "A quien madruga, Dios le ayuda.",
        "Chi dorme non piglia pesci.",
        "早起きは三文の徳。",
        "早起的鸟儿有虫吃。",
    ),
    "hello": ("Hallo", "Bonjour", "Hola", "Ciao", "こんにちは", "你好"),
    "good morning": ("Guten Morgen", "Bonjour", "Buenos días", "Buongiorno", "おはようございます", "早上好"),
    "good night": ("Gute Nacht", "Bonne nuit", "Buenas noches", "Buonanotte", "おやすみなさい", "晚安"),
    "good evening": ("Guten Abend", "Bonsoir", "Buenas noches", "Buonasera", "こんばんは", "晚上好"),
    "goodbye": ("Auf Wiedersehen", "Au revoir", "Adiós", "Arrivederci", "さようなら", "再见"),
    "how are you": (
        "Wie geht es dir?",
        "Comment vas-tu ?",
        "¿Cómo estás?",
        "Come stai?",
        "お元気ですか。",
        "你好吗？",
    ),
    "thank you": ("Danke", "Merci", "Gracias", "Grazie", "ありがとう", "谢谢"),
    "i love you": ("Ich liebe dich.", "Je t'aime.", "Te quiero.", "Ti amo.", "愛しています。", "我爱你。"),
    "see you tomorrow": (
        "Bis morgen!",
        "À demain !",
        "¡Hasta mañana!",
        "A domani!",
        "また明日。",
        "明天见！",
    ),
    "happy birthday": (
        "Alles Gute zum Geburtstag!",
        "Joyeux anniversaire !",
        "¡Feliz cumpleaños!",
        "Buon compleanno!",
        "お誕生日おめでとう！",
        "生日快乐！",
    ),
    "where is the station": (
        "Wo ist der Bahnhof?",
        "Où est la gare ?",
        "¿Dónde está la estación?",
        "Dov'è la stazione?",
        "駅はどこですか。",
        "车站在哪里？",
    ),
    "what is your name": (
        "Wie heißt du?",
        "Comment t'appelles-tu ?",
        "¿Cómo te llamas?",
        "Come ti chiami?",
        "お名前は何ですか。",
        "你叫什么名字？",
    ),
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
}


def tongues_of(prompt: str) -> tuple[str, ...]:
    """The languages a translation is wanted in, as names, in the order they are named; German where none is."""
    wish = prompt.lower()
    named = sorted((wish.find(tongue), tongue) for tongue in TONGUES if tongue in wish)
    return tuple(tongue.capitalize() for _, tongue in named) or ("German",)


def translations(prompt: str) -> list[tuple[str, tuple[str, ...]]]:
    """Known sentences and words of a prompt, each with its translation into every language the prompt names.

    A sentence hides the single words in it; where the prompt holds a text that is not known whole, words stay.
    """
    lowered = re.sub(r"[^\w\s']", " ", prompt.lower())
    places = [TONGUES.index(tongue.lower()) for tongue in tongues_of(prompt)]
    found: list[tuple[str, tuple[str, ...]]] = []
    for phrase, row in PHRASES.items():
        if re.search(rf"\b{phrase}\b", " ".join(lowered.split())):
            lowered = lowered.replace(phrase, " ")
            found.append((phrase, tuple(row[place] for place in places)))
    return found


def translation(prompt: str) -> str:
    """The translation as Markdown; an honest word where the phrase book does not have it."""
    found, tongues = translations(prompt), tongues_of(prompt)
    named = " and ".join(tongues)
    if not found:
        return (
            f"That is not in my small phrase book, and I would rather not guess in {named}. "
            "I do know “good morning”, “where is the station” and “the early bird catches the worm”."
        )
    if len(found) == 1:
        words = found[0][1]
        return "\n".join(f"- **{tongue}:** {word}" for tongue, word in zip(tongues, words, strict=True))
    rows = "\n".join(f"| {phrase} | {' | '.join(words)} |" for phrase, words in found)
    return f"| English | {' | '.join(tongues)} |\n|{'---|' * (len(tongues) + 1)}\n{rows}"
