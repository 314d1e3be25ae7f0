"""Owns the words of hurting oneself, of asking for the crisis line, and all of it in Spanish."""

from typing import Tuple

from assistant.nlu.self_harm_words import SELF, WANT
from assistant.nlu.sign_patterns import Kind, Sign, signs

PLAIN, STATED, NOUN = Kind.PLAIN, Kind.STATED, Kind.NOUN

_LIMB = r"(?:arms?|wrists?|legs?|thighs?|skin|stomach|forearms?|veins?|hands?|body)"

SELF_INJURY: Tuple[Sign, ...] = (
    *signs(
        "self-injury",
        STATED,
        rf"{WANT} (?:to |of |about |me |him |her |and |not |from )?<2>(?:hurt|hurting|harm|"
        rf"harming|cut|cutting|burn|burning|injure|"
        rf"injuring|stab|stabbing|punish|punishing) {SELF}(?! (?:at|in the|on the|with the|"
        rf"lifting|while|if i|by|during|more|again by|doing|for))",
        rf"(?:hurt|hurts|hurting|harm|harms|harmed|harming|cut|cuts|cutting|burn|burns|burned|"
        rf"burning|injure|injures|stab|stabs|"
        rf"stabbed|scratch\w*|hit|hits|hitting|bites?|punch\w*|bang\w*) {SELF} (?:<2>)(?:with "
        rf"(?:cigarettes?|a lighter|lighters?|razors?|blades?|a razor|a blade|needles|scissors)|"
        rf"on purpose|by purpose|again(?! (?:at|while))|deliberately|"
        r"intentionally|to (?:feel|cope|release|make the pain|punish)|when (?:it|i feel|the|"
        r"things|i am|she is|he is|she|he|life|i get)|lately|to forget|"
        r"because)",
        rf"(?:been|is|am|are|keep|keeps|kept|start|started|stopped|admitted|began|back to|caught "
        rf"<2>|she|he|they|who|son|daughter|boy|girl|sister|"
        rf"brother|child|kid|teen\w*|about|of) <1>(?:hurting|harming|cutting|burning|injuring|"
        rf"scratching|cuts|harms|burns|hurts|hurt) {SELF}"
        r"(?! (?:at|lifting|in the|on the|with the|while|doing|shaving))",
        r"(?:he|she|son|daughter|brother|sister|friend|husband|wife|mom|dad) (?:has |just )?cut "
        r"(?:his|her) wrists?|"
        rf"^(?:hurting|harming|cutting|burning) {SELF} <1>(?:is|helps|makes|feels|calms)|"
        rf"^(?:hurting|harming|cutting|burning|hurt|harm|cut) {SELF}(?: ?\?| again| lately)?$|"
        rf"(?:i|he|she) (?:cut|cuts) again|"
        r"(?:i|been|started|back to|keeps?|is|was|relapsed) (?:\w+ )?cutting(?: again)?(?: "
        r"(?:lately|since|because|when|at night|every|and|last)|$)|^cutting$",
        rf"(?:been|is|keeps?|started|she|he|i|daughter|son|kid|teen\w*|of|caught <2>|sometimes|"
        rf"helps|night) <1>(?:burn|cut|slash|scratch|carv|slic)(?:s|es|ing|ting) (?:up |all over "
        rf")?(?:my|his|her|their) "
        rf"<1>{_LIMB}(?! (?:on|off|hair|down on))",
        rf"(?:burn|burns|burned|burning|cut|cuts|cutting|slash\w*|scratch\w*|carv\w+) <1>(?:my|"
        rf"his|her|their|our) <2>{_LIMB} <4>(?:purpose|helps|only thing|relief|again|feel better|"
        rf"to feel|"
        r"despair|when|iron|lighters?|cigarettes?|matches|razor|blade|lately|too much|"
        r"deliberately|is the only)",
        rf"(?:cut|cuts) (?:my|his|her|their) <1>(?:wrists|veins)|(?:scratch|cut|pick|dig|bite|"
        rf"rub)\w* <4>until <3>(?:bleed|bleeds|bleeding|blood)|(?:burn|cut|cutting|burning|"
        rf"scratch\w*) <1>{_LIMB} <4>(?:on purpose|by purpose|only thing|relief|helps)|"
        rf"(?:cuts|scars|slashes|burns|cut marks|burn marks) (?:all |up |down |and |burns "
        rf")*(?:over|on|across|along|up) <3>(?:arms?|wrists?|legs|thighs?)",
        rf"(?:do|does|doing|done|did|try) (?:to )?(?:something|anything|some|any) <3>(?:(?:to|"
        rf"with) {SELF}|stupid|drastic|crazy|terrible i|permanent|i will regret)|"
        rf"what (?:i|he|she) (?:might|may|could|will|would|am going to|is going to|can) (?:even "
        rf")?do <1>(?:to|with) {SELF}|"
        rf"(?:do|does|doing|did) {SELF} <1>(?:harm|in|a mischief|damage)",
        rf"(?:not|never|un) ?<2>(?:safe|trust) <2>(?:alone|with {SELF}|from {SELF}|by {SELF}|"
        rf"{SELF}|with my thoughts|in my own head|around {SELF})"
        rf"(?! (?:to (?:drive|lift|walk|do)))|(?:danger|threat|risk) to {SELF}",
    ),
    *signs("self-harm by name", NOUN, r"self ?(?:harm|injur|mutilat)\w*"),
    *signs(
        "asks for the crisis line",
        PLAIN,
        r"(?:crisis|suicide|suicidal|suicide prevention) (?:line|hotline|lifeline|helpline|chat|"
        r"text|number|counsel\w+|prevention|center|team)|"
        r"(?:call|text|dial|ring|number|me|is|the) 988(?! \d)|^988$|samaritans|(?:talk|speak) to "
        r"(?:someone |somebody |anyone |a person "
        r")?before i (?:do|hurt|kill|end)|"
        r"(?:lifeline|helpline|hotline) <5>(?:die|dying|end|hurt|suicid\w+|desperate|depress\w+)",
    ),
)

_SPANISH_DEED = (
    r"(?:morir(?:me|se|nos)?|matar(?:me|se)?|suicidar(?:me|se)|desaparecer|quitar(?:me|se) la "
    r"vida|"
    r"acabar con (?:todo|mi vida|su vida|esto)|hacer(?:me|se) dano|cortar(?:me|se)|estar muert\w)"
)
SPANISH: Tuple[Sign, ...] = (
    *signs(
        "in spanish",
        STATED,
        r"(?:quiero|quiere|voy a|va a|pienso|piensa|deseo|ganas de|quisiera|pensando|tengo ganas|"
        r"intento|"
        rf"intenta) (?:en |a |de )?{_SPANISH_DEED}|matarme|quitarme la vida|hacerme dano|morirme",
        r"(?:me|se) (?:quiero|quiere|voy a|va a) (?:matar|morir|suicidar|quitar la vida|hacer "
        r"dano)|"
        r"acabar con mi vida|(?:se|me) (?:corta|corto|esta cortando|estoy cortando)",
        r"no (?:quiero|quiere|deseo|puedo) (?:seguir )?(?:mas )?(?:vivir|viviendo|estar vivo|"
        r"estar viva|vivo)|"
        r"no (?:vale la pena|tengo razon para|tiene sentido) (?:la )?(?:vivir|vida)|mejor "
        r"(?:estar |estaria )?muert\w+|no (?:tengo|tiene) ganas de vivir|sin ganas de vivir|"
        r"cansad\w de vivir",
    ),
)
