"""Owns the findings that are an emergency in pairs, and the ways to ask "what if I ..."."""

from typing import Dict, FrozenSet, Pattern

from assistant.nlu.sign_patterns import compiled

_SITE = (
    r"(?:(?:injection|needle|puncture|marrow|draw|harvest|treatment|iv|shot|surgical|biopsy|prp|"
    r"infusion) (?:site|spot|place|area|point|wound|hole|mark)s?|site|spot|place|incision|wound|"
    r"stitches|puncture|knee|hip|shoulder|elbow|joint|ankle|back|spine|leg|arm|skin|injection|"
    r"where)"
)

# What a visitor fears in "what should I do if I ...?", besides the signs above.
FEARED = compiled(
    r"faint\w*|pass(?:es)? out|black(?:s)? out|collapses?|seizures?|strokes?|heart attacks?|"
    r"chest pains?|"
    r"(?:trouble|difficulty|hard|short\w*|stop|stops|problems?|can not|could not) "
    r"<2>(?:breath\w*)|"
    r"(?:allergic|bad|severe|serious|strong) <1>reaction|anaphyla\w+|emergenc\w+|swell\w* "
    r"<3>(?:throat|face|tongue|lips)|"
    r"(?:throat|face|tongue|lips) <2>(?:swell\w*|clos\w*)|bleed\w* <4>(?:lot|stop|heavy|heavily|"
    r"badly)|"
    r"(?:heavy|bad|severe|lots of) bleeding|overdos\w+|unconscious|high fever|fever <9>(?:after|"
    r"pus|red|redness|ooz\w*|chills|shaking|shots?|injections?|procedure|treatment|prp)"
)
HYPOTHETICAL = (
    compiled(
        r"(?:what|who|whom|where|which|how) <4>(?:do|should|can|would|must|shall|to|am|need|are) "
        r"<4>(?:do|call|contact|go|phone|ring|"
        r"reach|turn|react|respond|handle|tell|notify|page) (?:[\w',]+ ){0,8}(?:if|when|in case|"
        r"should)"
    ),
    compiled(
        r"(?:if|when|in case|suppose|say) (?:[\w',]+ ){1,20}(?:(?:what|who|whom|where|which|how) "
        r"<4>(?:do|should|can|would|must|"
        r"call|contact|go|to)|(?:do|should|can) (?:i|we) <2>(?:call|go|contact|phone|ring|drive|"
        r"rush|wait|come))"
    ),
    compiled(
        r"(?:do|should|can|must) (?:i|we) <3>(?:call|contact|go|phone|ring|rush|drive|come) "
        r"(?:[\w',]+ ){0,10}(?:if|when|in case)"
    ),
    compiled(r"(?:number|line) <4>(?:call|ring|phone)? ?<4>(?:if|in case)"),
)


# A finding is an emergency only together with another one.
FINDINGS: Dict[str, Pattern[str]] = {
    "chest": compiled(r"chest|breastbone"),
    "arm": compiled(
        r"(?:clutch|grab|hold)\w* <1>left arm|(?:leg|foot|arm) <1>dragg\w+|"
        r"(?:left |right |my |his |her |both |whole )?(?:arms?|hands?|leg|side|fingers|lips?|"
        r"face|foot) <4>(?:numb|weak|heavy|tingl\w+|limp|dead|hurts?|aching|aches|pain|no "
        r"feeling)|"
        r"(?:numb|weak|tingling|pain) <4>(?:arms?|face)|numbness|(?:can|could) not "
        r"<2>(?:lift|move|raise|hold|feel) <6>(?:arms?|hand|cup|leg|side)|dropped <2>(?:cup|"
        r"phone|glass|fork)"
    ),
    "sweat": compiled(r"sweat\w*|clammy|gray|ashen|pale|white as"),
    "jaw": compiled(
        r"(?:pain\w*|ach\w*|spread\w*|goes|going|up|hurt\w*|pressure) <5>jaw|jaw <2>(?:hurts?|"
        r"pain|aches|aching)"
    ),
    "heart": compiled(
        r"heart (?:rate |is |has been |keeps |was |beat )*(?:racing|pounding|skipping|fluttering|"
        r"going crazy|going wild|beating|thumping|hammering|jumping|flutter\w*)|palpitations"
    ),
    "faint": compiled(
        r"dizzy|dizziness|light ?headed|woozy|faint|fainting|pass out|passing out|black out|"
        r"blacked out|black spots|going dark|fainted"
    ),
    "breath": compiled(
        r"(?:short|shortness|out) of breath|wheez\w*|whistl\w+|(?:can|could) not <2>(?:breathe?|"
        r"breath)|hard to breathe|panting|breathless|harder <5>breathe?"
    ),
    "hives": compiled(r"hives|welts|rash|red spots|spots all over|itch\w* all over|itching"),
    "swelling": compiled(
        r"(?:lips?|tongue|face|throat|eyes?) <4>(?:swell\w*|swollen|puff\w*|fat)|swell\w* <2>up|"
        r"(?:is|and|body|all|am) <2>(?:swelling|swollen)"
    ),
    "fever": compiled(
        r"fever\w*|feel\w* hot|chills|shivering|shaking chills|rigors|temperature|(?:temp|"
        r"temperature) <3>(?:10[0-6]|3[89]|4[01])|10[1-5](?:\.\d)? ?(?:f|degrees|fever|"
        r"temperature)?|fiebre|burning up"
    ),
    "smell": compiled(
        r"(?:smells?|smelly|stinks?|foul|rotten|black|dark) <3>(?:wound|site|skin|"
        r"fluid|discharge|bandage|incision)|(?:wound|site|skin|incision|leg|foot) <4>(?:smells?|"
        r"stinks|rotten|turned black|black)"
    ),
    "site": compiled(
        rf"{_SITE} <6>(?:red|redness|hot|swollen|swelling|pus|ooz\w*|leak\w*|smell\w*|purple|"
        rf"streaks?|infected|infection|hard|throbbing|weep\w*|huge|yellow|green|warm)|"
        rf"(?:red|hot|swollen|pus|ooz\w*|leak\w*|yellow stuff|infection|infected|infeccion|"
        rf"red streaks?|redness|swelling) <6>{_SITE}|pus|red streaks?|infected"
    ),
    "procedure": compiled(
        r"(?:since|after|from|following|had|got|gave|your) <5>(?:injections?|shots?|prp|stem "
        r"cells?|exosomes?|infusion|iv|procedure|treatment|marrow|draw|harvest|needle|clinic|"
        r"surgery)"
    ),
    "streaks": compiled(r"red (?:streaks?|lines?)|streaks? <3>(?:up|along)"),
    "speech": compiled(r"mumbl\w+|slurr\w+|words <3>(?:wrong|weird)|sounds? drunk"),
    "confused": compiled(
        r"confused|confusion|delirious|disoriented|talking nonsense|nonsense|not making <1>sense|"
        r"drowsy"
    ),
    "sudden": compiled(
        r"suddenly|sudden|out of nowhere|came on|in seconds|within seconds|all at once|right now|"
        r"just now|(?:minutes?|hour|hours) "
        r"ago|this (?:minute|second|instant)|happening <2>now"
    ),
    "vision": compiled(
        r"(?:vision|sight|everything) <3>(?:blur\w*|double|dark|gone|weird)|(?:seeing|see) "
        r"double|(?:can|could) not <1>(?:see|read)|double vision|blurry|blurred"
    ),
    "headache": compiled(
        r"(?:terrible|horrible|severe|awful|massive|splitting|worst|blinding|bad|sudden) "
        r"<1>(?:headache|head pain)|headache|head is (?:exploding|splitting|pounding)"
    ),
    "stiff neck": compiled(
        r"stiff neck|neck <3>stiff|(?:can|could) not <2>(?:touch|bend) <3>(?:chin|neck)|light "
        r"hurts|(?:can|could) not stand <1>light"
    ),
    "vomit": compiled(r"vomit\w*|throwing up|threw up"),
    "bleeding": compiled(r"bleed\w*|blood everywhere|blood <2>(?:out|from)|nosebleed"),
    "thinner": compiled(r"blood thinners?|warfarin|eliquis|xarelto|coumadin|plavix"),
    "sugar": compiled(r"sugar <3>(?:low|crash\w*|drop\w*)|hypoglyc\w+|insulin|diabetic"),
    "shaky": compiled(r"shak(?:y|ing)|trembl\w+|slipping away"),
    "itchy": compiled(r"(?:throat|tongue|mouth|lips?) <2>(?:itch\w*|tingl\w*|burn\w*|scratchy)"),
    "swallow": compiled(
        r"(?:hard|harder|trouble|difficult\w*|can not|could not|painful) "
        r"<1>(?:to )?swallow\w*"
    ),
    "allergen": compiled(
        r"stung|sting|ate|peanuts?|nuts|shellfish|bee|wasp|allergy|allergic|shrimp|cookie|medicine"
    ),
    "calf": compiled(r"calf <4>(?:swollen|swelling|swells|red|hot|hurts|pain|painful)"),
    "stiff": compiled(r"(?:went|gone|going|goes) <1>stiff|twitch\w*|jerking"),
    "fell": compiled(r"(?:fell|fallen|fall|hit <2>head|head injury)"),
    "severe": compiled(r"(?:severe|extreme|unbearable|excruciating|agonizing) <1>pain"),
}

_PAIRS = """
    allergen+breath allergen+itchy allergen+swelling arm+confused arm+jaw arm+speech arm+sudden
    arm+sweat arm+vision bleeding+faint breath+chest breath+sudden breath+sweat breath+swelling
    calf+breath calf+chest chest+arm chest+breath chest+faint chest+jaw chest+sweat
    confused+sudden faint+sudden fell+confused fever+confused fever+procedure fever+site
    fever+smell fever+stiff fever+stiff_neck fever+streaks headache+stiff_neck headache+sudden
    headache+vomit heart+arm heart+breath heart+faint heart+sweat hives+breath hives+faint
    hives+sudden hives+swelling itchy+breath itchy+hives itchy+swallow jaw+breath jaw+sweat
    site+confused streaks+site sugar+confused sugar+shaky swallow+allergen swallow+breath
    swallow+hives vision+arm vision+headache vision+sudden
"""
EMERGENCY_PAIRS: FrozenSet[FrozenSet[str]] = frozenset(
    frozenset(name.replace("_", " ") for name in pair.split("+")) for pair in _PAIRS.split()
)
