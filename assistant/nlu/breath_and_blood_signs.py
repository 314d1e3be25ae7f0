"""Owns the signs of breath that fails, of choking and of heavy bleeding."""

from typing import Tuple

from assistant.nlu.sign_patterns import Kind, Sign, signs

PLAIN, STATED, NAMED = Kind.PLAIN, Kind.STATED, Kind.NAMED

_CAN_NOT = (
    r"(?:(?:can|could|does|do|did|will|is|am|are) not|unable to|hardly|barely|scarcely|"
    r"struggl\w+ (?:to|for)|fighting (?:to|for)|trouble|difficulty|difficulties|problems?|"
    r"hard(?:er)?(?: and harder)? (?:to|for <2>to)|hard time|difficult (?:to|for <2>to)|"
    r"stop(?:s|ped)?|quit|no longer|not)"
)
BREATH: Tuple[Sign, ...] = (
    *signs(
        "trouble breathing",
        STATED,
        rf"{_CAN_NOT} <3>(?:breathe?(?! (?:through|out of) <1>nose)|breathing(?! (?:through|out "
        rf"of) <1>nose)|inhale|get <3>(?:air|breath|oxygen)|"
        r"(?:catch|draw|take) <2>breath|breath properly)",
        r"need (?:some )?air(?! (?:condition\w*|fare|tickets?))|"
        r"breath(?:ing|e|s)? <2>(?:blocked|labou?red|tight|rapid|ragged)|"
        r"not (?:getting |have |get |having )?<2>(?:enough )?(?:air|oxygen)|no air|(?:can|could) "
        r"not respire|breath\w* (?:through|like through|with) <2>(?:straw|whistl\w+)|lungs "
        r"<3>(?:not work\w*|closing|filling|collaps\w+|shutting)|(?:can|could) not (?:cry or |"
        r"cough or )?(?:cry|cough|make <1>sound) <3>(?:cough|cry|breathe?)|gasp(?:s|ing)?|"
        r"suffocat\w+|hyperventilat\w+",
        r"breath(?:ing|es|e)? <2>(?:weird|difficult|funny|strange\w*|oddly|shallow|slow|slowly|"
        r"fast|noisy|hard|worse|"
        r"heavily|getting (?:bad|hard|worse|harder))",
        r"(?:short|shortness|out) of breath <5>(?:suddenly|worse|worsening|now|just (?:talking|"
        r"sitting|lying)|talking|lying|resting)",
        r"(?:suddenly|getting|so|now|just|am|is|feel|feeling|feels) <2>(?:short|shortness) of "
        r"breath <3>(?:and|since|after|right)",
        r"(?:my |the |his |her )?inhaler <2>(?:not|does not|will not)|asthma attack <4>(?:now|"
        r"help|not|bad)|"
        r"having <3>asthma attack",
        r"(?:oxygen|o2|sats?|sat|saturation|pulse ox|spo2) <3>(?:[5-7]\d|8[0-8]|dropp\w+|falling|"
        r"low and)|pink (?:foam|froth|sputum)|"
        r"(?:can|could) not <1>(?:finish|complete|get through) <1>(?:a )?sentences?|turns? blue|"
        r"fighting for <2>(?:breath|air)|"
        r"no puedo respirar|no puede respirar|no respira(?:ndo)?|me (?:estoy )?ahog\w+|"
        r"se (?:esta )?ahog\w+|me falta (?:el )?aire|cuesta respirar|dificultad (?:para|al) respirar",
    ),
    *signs(
        "not breathing",
        PLAIN,
        r"(?:is|are|was|he|she|baby|dad|mom|husband|wife) (?:has )?(?:not|stopped|quit|barely|"
        r"hardly) "
        r"<1>breathing|no pulse|pulse <2>(?:thready|gone|weak)|(?:turn|turns|turned|turning|"
        r"going|gone|went|goes|becoming|"
        r"is|are|look|looks|looking) <2>(?:blue|bluish|purple|gray) (?:in <2>face|around|lips)|"
        r"(?:turn|turns|turned|turning|going|becoming|gone|went) <2>(?:blue|bluish|gray)(?! "
        r"(?:hair|haired))|"
        r"(?:he|she|baby|face|skin|lips|fingers|son|daughter) (?:is|are|looks|look|turned) "
        r"<1>(?:blue|bluish)|and is (?:blue|bluish)|lips? <3>(?:blue|bluish|purple|gray)|(?:blue|"
        r"purple|gray) (?:lips?|"
        r"face)",
    ),
    *signs(
        "choking",
        STATED,
        r"(?:is|am|are|he|she|someone|somebody|baby|toddler|child|son|daughter|dad|mom|husband|"
        r"wife|"
        r"friend|kid|grandpa|grandma|colleague|help|mother|father) (?:just |still )*choking",
        r"chok(?:ing|ed|es) (?:on|to death)|^choking|"
        r"(?:something|food|meat|steak|bone|piece|coin|toy|grape|candy|pill) <4>(?:stuck|lodged|"
        r"caught) <2>(?:throat|windpipe|airway)",
    ),
)

BLEEDING: Tuple[Sign, ...] = (
    *signs(
        "heavy bleeding",
        STATED,
        r"(?:bleed\w*|nosebleed) <5>(?:not stop\w*|will not|would not|wont stop|heavily|badly|"
        r"bad|heavy|a lot|"
        r"lots|out|to death|profusely|everywhere|like crazy|non ?stop|uncontroll\w+|great deal|"
        r"through|hours?|much|worse|like a|faucet|keeps? (?:going|coming))",
        r"(?:can|could|does|do|will|is|not) not <1>(?:stop|stopping|stopped|quit|control|slow) "
        r"<3>(?:bleed\w*|blood)|"
        r"(?:stop|control) <2>(?:bleed\w*|blood) <3>(?:not|fail)|bleed\w* <2>(?:from|out of) "
        r"<2>(?:ears?|eyes?|head|neck)",
        r"blood <4>(?:gush\w*|spurt\w*|pour\w*|squirt\w*|pump(?:ing|s)|stream\w*|spray\w*|"
        r"everywhere|will not stop|all over|"
        r"not stop\w*|running down|dripping)|(?:gush|spurt|pour|squirt|spray)(?:s|ing|ed)? "
        r"<2>(?:blood|out)|pumping out|"
        r"(?:it|wound|cut|leg|arm|wrist|head|neck|site|vein|artery) (?:is |has been |just |still "
        r"|keeps )*(?:gush|spurt|squirt)\w*",
        r"soak(?:s|ed|ing)? <3>(?:pads?|towels?|bandages?|dressings?|gauze|shirt|sheets?|bed|"
        r"sock|cloth)|"
        r"(?:pads?|towels?|bandages?|dressings?|gauze|sheets?) <3>(?:soaked|soaking|drenched)|"
        r"soaked <2>(?:blood|through)",
        r"(?<!how )(?<!too )much blood <1>(?:is|come|comes|coming|from|out)|(?:site|spot|wound|"
        r"cut|it|leg|nose) (?:is |has been )?(?:still|keeps|not stopped) (?:pouring|gushing|"
        r"bleeding|dripping|leaking blood)(?! (?:rain|outside|out))|(?:losing|lost|loss of) "
        r"<4>blood|(?:so much|lots of|too much|tons of|puddle of|pool of) blood|bleeding <3>faint|"
        r"(?:stitches|wound|incision|cut) <3>(?:burst|split|ripped|torn) open|hemorrhag\w+|mucha "
        r"sangre|"
        r"desangr\w+|(?:no para|no deja) de sangrar|sangrando <2>mucho",
        r"(?:clots?|clotting) <4>(?:golf|size|fist|huge|big|coming out)|blood (?:is |does |will |"
        r"would |just )*not <1>clot\w*|(?:bandages?|gauze|dressings?|towels?) <4>(?:filling|full "
        r"of|red|keep\w* bleeding)|(?:deep|huge|big) (?:cut|gash|wound) <5>(?:bleed\w*|blood|"
        r"bone)|(?:gash|gashed)|pregnant <4>(?:bleed\w*|blood)|bruise <3>(?:spreading|growing) "
        r"fast|bone <2>(?:sticking|poking|coming) <1>out|(?:stabbed|gunshot)|(?:he|she|i|someone|"
        r"somebody|friend|son|husband|brother|neighbor|who|they) <1>(?:been|got|was) shot(?! "
        r"(?:of|up|with|to))|"
        r"(?:cut|chopped|sliced) (?:off )?<2>(?:finger|hand|thumb|toe|artery|vein)s? <1>off|cut "
        r"<2>artery",
    ),
    *signs(
        "heavy bleeding",
        NAMED,
        r"(?:heavy|severe|massive|major|uncontroll\w+|profuse|non ?stop|excessive|serious) "
        r"bleeding|bleeding <1>(?:inside|internally)",
    ),
    *signs(
        "coughing or vomiting blood",
        STATED,
        r"(?:cough|spit|spat|vomit|puk|throw|threw|bring|brought|hack|pee|piss|urinat|poop|pass|"
        r"passing|barf)\w* "
        r"<4>(?:blood|clots|coffee grounds)",
        r"(?:vomit|threw|throw|puk)\w* <5>(?:coffee|black|dark brown)|"
        r"blood <4>(?:vomit\w*|puke|coughed|when (?:i|he|she) (?:cough|vomit|spit|pee|poop)\w*|"
        r"(?:my|his|her) (?:stool|poop|"
        r"spit|phlegm|mucus|pee|urine|tissue)|in the tissue)|(?:stools?|poop|feces) <3>(?:black|"
        r"tarry|bloody|blood)|"
        r"(?:black|tarry|bloody) <2>(?:stools?|poop|feces|vomit)|coffee grounds|(?:tosiendo|"
        r"vomitando|vomito|escupe|escupiendo) <1>sangre",
    ),
)
