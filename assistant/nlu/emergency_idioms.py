"""Owns the idioms that use a sign's words for something else, and things and pets that "die"."""

from typing import Dict, Pattern, Tuple

from assistant.nlu.sign_patterns import compiled

_EVENT = "heart attack|stroke|seizure|fit|aneurysm|panic attack|coronary"
_MONEY = (
    "price|prices|pricing|bill|bills|cost|costs|quote|invoice|total|number|fee|fees|estimate|"
    "paperwork|debt|debts|taxes|payments?|premiums?"
)
_THING = (
    "laptop|computer|pc|mac|phone|iphone|tablet|ipad|app|website|site|page|browser|wifi|internet|"
    "router|server|tv|battery|printer|keyboard|screen|car|truck|engine|washer|dishwasher|toaster|"
    "software|email|inbox|kettle|fridge|dog|cat|puppy|kitten|horse|hamster|rabbit|parrot|goldfish|"
    "pet|plant|plants|economy|market|portfolio|wallet|budget|bank account|insurance company"
)

# The key is what a sentence must contain (one of them) for the idioms below it to be looked for.
_IDIOMS_BY_WORD: Dict[str, Tuple[str, ...]] = {
    "attack|stroke|seizure|fit|aneurysm|coronary": (
        rf"(?:give|gave|gives|given|giving) <2>an? <1>(?:{_EVENT})",
        rf"(?:nearly|almost|about|practically) <1>(?:had|having|have|died of) an? <1>(?:{_EVENT})",
        rf"(?:had|have|having) an? <1>(?:{_EVENT}) "
        r"(?:when|from|over|looking|finding|seeing|paying|trying|just|reading|at) "
        rf"<3>(?:{_MONEY}|spot|parking|saw|see|heard|it|looking|seeing|reading|thinking|traffic)",
        rf"heart attack (?:{_MONEY}|inducing|burger|sandwich|grill)",
        r"stroke of <1>(?:luck|genius|insight|midnight|pen|bad luck|fortune|inspiration)",
        r"(?:back|breast|brush|key|golf|swim|swimming|butterfly|tennis|different|parking) "
        r"strokes?",
        r"stroke my ego",
    ),
    "medicine": (
        r"regenerative medicines?|medicines? (?:doctor|clinic|practice|man)|sports medicine",
    ),
    "faint|pass|collaps|chok|died|keel": (
        r"(?:nearly|almost|practically) <1>(?:fainted|passed out|collapsed|died|choked|keeled "
        r"over) "
        rf"<1>(?:when|at|from|over|seeing|reading|on|hearing) <3>(?:{_MONEY}|saw|heard|it)",
        r"(?:fainted|passed out|collapsed|choked|faint|pass out|choke) (?:when|at|from|over|on) "
        rf"<3>(?:{_MONEY})",
        r"(?:faint|faintest|fainted) (?:idea|clue|hope|notion|memory|of heart|praise|line|smell)",
        r"pass(?:ed|ing|es)? out <3>(?:flyers?|leaflets?|brochures?|pamphlets?|cards?|candy|"
        r"forms?)",
        r"chok(?:e|ed|es|ing) (?:up|hazards?|points?|back|us|(?:me|us|him|her|them) with)",
        rf"chok(?:e|ed|es|ing) (?:on|under|me on|us on) <2>(?:work|{_MONEY}|emails?|homework|"
        rf"words|"
        r"that word|deadlines)",
        rf"(?:{_MONEY}) <2>chok(?:e|ed|es|ing)|nearly choked me",
        r"collaps(?:ed|ing) <1>(?:discs?|disks?|vertebra\w*|arch|arches|lung|veins?|joint|foot|"
        r"feet|"
        r"spine)|(?:spine|discs?|disks?|arch|arches|vertebra\w*|knee|ankle|joint) "
        r"(?:is |are |has |have |just |keeps )*collaps\w+",
    ),
    "breath": (
        r"(?:took|take|takes|taking) <1>breath away|breath of fresh air|in one breath|"
        r"(?:save|waste|hold|holding|held|wasting|saving) <2>breath|(?:bated|same|bad) breath|"
        r"under (?:my|his|her) breath|waste of breath|breath test|deep breaths?|breathtaking",
        r"breath(?:ing|e|es) down <1>neck|breathing (?:room|space|life|exercises?)|breathe easy|"
        r"(?:room|time) to breathe|(?:can|could) breathe again|let me breathe",
    ),
    "blood|bleed": (
        r"blood (?:boil|boils|boiling|pressure|sugar test|sweat|from a stone|brother|money)|"
        r"(?:bad|cold) blood|blood is boiling",
        r"bleed(?:ing|s)? (?:edge|heart|hearts|money|cash|obvious)|bleed(?:ing|s)? "
        r"(?:me|us|them|people|patients|you) <1>(?:dry|white|money|out of money|like)",
        r"(?:stops?|keeps?|prevents?) (?:you|us|me|someone|people|a person) from bleeding "
        r"<2>death",
    ),
    "chest|throat|heart": (
        r"(?:get|got|getting|had|have) <3>off <1>chest|weight <3>off <1>chest|"
        r"chest (?:of drawers|freezer|hair|infections?|physician|x ?ray|day|press|presses|workout|"
        r"muscles?|wall)|(?:treasure|medicine|hope|tool) chest",
        r"cut ?throat|jump(?:ed|ing)? down <1>throat|(?:lump|frog|tickle) in <1>throat",
        r"heart to heart|cross my heart(?: and hope to die)?|by heart|heart is set|broke my "
        r"heart|heart goes out|"
        r"change of heart|bottom of my heart|eat my heart out|have a heart|heartfelt",
    ),
    "drown|suffocat": (
        rf"(?:drown|suffocat)\w* (?:in|under|by) <1>(?:{_MONEY}|work|emails?|information|options|"
        r"medical)",
    ),
    "myself|cut |wallet": (
        r"kill(?:ing|ed)? myself (?:laughing|working|trying|over|for|with work|at <1>(?:work|gym|"
        r"job|"
        r"office)|in the gym|studying|training|to (?:get|pay|make|find|keep|finish|afford))",
        r"hate myself for|kick(?:ing)? myself|pinch myself|beat(?:ing)? myself up|"
        r"shoo?t(?:ing)? myself in the foot|cut(?:ting)? myself (?:off|short|some slack)|"
        r"burn(?:t|ed|ing)? myself out|hurt(?:ing)? my wallet",
        r"cut (?:me|him|her|us) (?:open|up|off|some slack)",
    ),
    "die|dying|dyed|dead|death|explod": (
        r"to die for|die hard|dyed? hair|dying (?:to|for|here (?:lol|laughing)|laughing|lol|"
        r"(?:of|from) (?:boredom|curiosity|laughter|laughing|thirst|hunger|embarrassment|heat))|"
        r"die(?:d)? (?:laughing|of (?:boredom|laughter|embarrassment|curiosity|happiness|old "
        r"age))",
        r"(?:scared?|scares|bored|sick|worried|frightened|tickled|love|loved|frozen|worked|"
        r"starved|"
        r"beaten) <2>to death|drop dead|over my dead body|dead (?:sure|serious|tired|set|wrong|"
        r"weight|to the world|easy|right|line|end|ends|tissue|cells?|skin)|(?:half|brain) dead",
        r"head <3>explod\w+ <2>(?:with|from|over|trying) <3>(?:names?|info\w*|options|choices|"
        r"words|"
        r"questions|terms)",
    ),
    "shoot|shot|fire|gun": (
        r"(?:shoot|fire) (?:me|us|him|her|them|it|over|away|off|for|an|a) <2>"
        r"(?:emails?|e mail|texts?|messages?|line|note|quote|link|price|over|the)|shoot the "
        r"breeze|"
        r"shot in the (?:arm|dark|foot)",
        r"(?:held|hold|holding|holds|put|puts|putting) (?:a|the) gun to <1>head and|"
        r"jump(?:ed|ing)? the gun|(?:son of a|under the|hired|massage|glue|nail|heat) gun|big "
        r"guns",
    ),
    "end of|suicide": (
        r"end of the (?:line|story|day|week|month|year|road|world|call|chat)|"
        r"(?:career|social|financial|commercial|political|fashion|business) suicide|"
        r"suicide (?:squad|blonde|doors?|wings?|runs?|sprints?|king)|"
        r"suicide to (?:skip|run|drive|lift|train|work|play|miss|go|do|stop|walk|fly)|"
        r"(?:would|would that|that would|it would|that is|this is) (?:be )?(?:just |like |pure "
        r")?suicide",
    ),
    "emergency|911|ambulance": (
        r"emergency (?:fund|exit|savings|funds|contacts?|entrance|light)|911 (?:turbo|carrera)|"
        r"porsche 911|ambulance (?:bill|bills|chaser|chasers|chasing|entrance|driver|fee|ride "
        r"cost)",
    ),
    " out": (
        r"(?:black|blacked|blackout) ?out (?:dates?|days?|periods?|curtains?)|lights out|"
        r"knock(?:ed)? out (?:mice|mouse|price|prices|round)",
    ),
    "rope": (
        r"learn(?:ing)? the ropes|show <2>the ropes|rope (?:me|him|her|us) (?:in|into)|"
        r"jump(?:ing)? rope|rope (?:climb|climbing|course)",
    ),
    "face|fever|jumping|poison": (
        r"face (?:the music|value|to face|time|lift|cream|mask)|fever pitch|cabin fever|"
        r"(?:hay|yellow|dengue|scarlet|baby|spring) fever|jumping (?:off point|jacks)|"
        r"poison(?:ed)? (?:ivy|oak|pill|apple|chalice)|food poisoning",
    ),
    "bridge|burn": (
        r"burn(?:s|ing)? (?:a )?hole in|bridge (?:loan|the gap|club|game|partner|work)|"
        r"(?:cross|burn|burning|burned) (?:that |the |my |any )?bridges?",
    ),
    _THING: (
        rf"^(?:(?:my|the|our|his|her|your|this|that|mom|dad) )?(?:\w+ )?(?:{_THING}) "
        r"(?:is |has |was |keeps |just |had |are |got )*(?:died?|dying|dead|choking|choked|choke|"
        r"seizing|bleeding|fainted|collapsed|hanging itself|suicidal|unresponsive|not responding|"
        rf"(?:having |had |have |has )*(?:an? |another )?(?:{_EVENT}))",
        rf"(?:{_THING}) (?:just |is |has |was |nearly |almost |keeps )*(?:died|dying|dead|frozen|"
        rf"choking|bleeding|unresponsive|crashed|not responding|"
        rf"(?:had|having) (?:an? |another )?(?:{_EVENT}))",
    ),
}
_IDIOMS: Tuple[Tuple[Tuple[str, ...], Tuple[Pattern[str], ...]], ...] = tuple(
    (tuple(words.split("|")), tuple(compiled(pattern) for pattern in patterns))
    for words, patterns in _IDIOMS_BY_WORD.items()
)


def without_idioms(sentence: str) -> str:
    """The sentence with each idiom replaced by "_", which no sign matches."""
    for words, idioms in _IDIOMS:
        if any(word in sentence for word in words):
            for idiom in idioms:
                sentence = idiom.sub("_", sentence)
    return sentence
