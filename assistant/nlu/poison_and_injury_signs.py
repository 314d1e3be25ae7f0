"""Owns the signs of allergy, poisoning, low sugar and injury, and calls for an ambulance."""

from typing import Tuple

from assistant.nlu.sign_patterns import Kind, Sign, signs

PLAIN, STATED, NAMED = Kind.PLAIN, Kind.STATED, Kind.NAMED

_PILLS = (
    r"(?:pills?|tablets?|meds?|medications?|medicines?|capsules?|doses?|tylenol|acetaminophen|"
    r"paracetamol|advil|ibuprofen|aspirin|oxy|oxys|oxycodone|oxycontin|percocet|vicodin|"
    r"hydrocodone|morphine|fentanyl|codeine|tramadol|opioids?|opiates?|xanax|valium|ambien|"
    r"gabapentin|insulin|warfarin|metoprolol|sleeping (?:pills?|tablets?)|pain ?killers?|"
    r"patch(?:es)?|syrup|vitamins|gummies|edibles?)"
)
_POISON = (
    r"(?:bleach|detergent|antifreeze|drain cleaner|cleaner|battery|batteries|magnets?|gasoline|"
    r"pesticide|rat poison|poison|lye|chemicals?|mushrooms?|cleaning (?:fluid|liquid|product|"
    r"stuff)|solvent|acid|nail polish remover|lamp oil|coins?)"
)
_CHILD = (
    r"(?:baby|toddler|infant|child|kid|son|daughter|boy|girl|grandson|granddaughter|grandchild|"
    r"little one|grandkid|niece|nephew|grandpa|grandma|grandfather|grandmother|dad|mom|mother|"
    r"father|husband|wife|he|she|year old)"
)
ALLERGY: Tuple[Sign, ...] = (
    *signs(
        "airway or face swelling",
        STATED,
        r"(?:throat|tongue|lips?|face|mouth|airways?|windpipe|lengua|garganta) (?:(?!after "
        r"surgery|lift|mask|cream)[\w']+ ){0,5}"
        r"(?:swell\w*|swoll?en|clos(?:e|es|ing|ed)|puff\w*|balloon\w*|tight\w*|thick|"
        r"constrict\w*|blew up|blowing up|twice the size|"
        r"huge|itchy and|hinchad\w+|bigger|too big|fat|growing|getting big)",
        r"(?:eyes?|eyelids) <3>(?:swollen|swelling|swell|puffed|puffing) <1>(?:shut|closed|up)",
        r"swallow\w* <3>(?:hard|harder|difficult|impossible)|(?:whole|all) <1>body "
        r"<2>(?:swell\w*|swollen)|voice <2>(?:going|disappearing)$",
        r"swell\w* <4>(?:face|lips?|tongue|throat|mouth|airway)|(?:neck|uvula) <2>(?:thick|"
        r"swell\w*|swollen)|"
        r"se (?:me |le )?(?:hincha|cierra) <1>(?:la )?(?:garganta|lengua|cara)|(?:can|could) not "
        r"swallow",
        r"(?:used|need|gave|needs|using|no|have no|without) <3>epi ?pen <4>(?:not|and|but|"
        r"minutes|now|here|again|wearing|coming|please|right)|"
        r"needs? <2>(?:an? |my |the |his |her )epi ?pen",
    ),
    *signs(
        "anaphylaxis",
        NAMED,
        r"anaphyla\w+|(?:severe|bad|serious|major|terrible|massive|strong|violent) <1>allergic "
        r"reaction|allergic (?:reaction|shock)|"
        r"reaction <2>(?:severe|serious)",
    ),
)

POISON: Tuple[Sign, ...] = (
    *signs(
        "poisoning or overdose",
        STATED,
        rf"(?:took|taken|gave|given|swallowed) <3>{_PILLS} <4>(?:twice|by accident|by mistake|"
        rf"accidentally)",
        rf"(?:took(?! all (?:of )?my)|taken|take(?! all (?:of )?my)|swallow|swallowed|gave|given|"
        rf"had|ate|eat|drank|drink|used|injected) <3>(?:too many|too much|double|triple|twice|"
        rf"extra|"
        rf"whole|entire|all|bunch of|handful of|bottle of|full bottle|many|several|week) "
        rf"<6>(?:{_PILLS}|{_POISON}|dose|dosage)",
        rf"{_CHILD} <2>(?:swallow|swallowed|drank|drink|ate|eat|took|take|chewed|got into|eaten|"
        rf"swallowing|eating) <5>(?:{_PILLS}|{_POISON})",
        rf"(?:swallowed|drank|ingested) (?:[\w',]+ ){{0,12}}(?:bleach|antifreeze|detergent|drain "
        rf"cleaner|poison|pesticide)|(?:swallowed|drank|ingested) <3>(?:{_POISON}|bottle of|"
        rf"(?:whole|entire|full) (?:bottle|pack|box))|{_PILLS} <5>(?:by accident|by mistake|"
        rf"accidentally) <5>(?:dizzy|sick|weak|drowsy|conscious)",
        r"(?:accidental(?:ly)?|by accident|by mistake|mistake|mixed up) <6>(?:overdos\w+|double|"
        r"whole|all at once|too much|too many)|"
        r"overdos\w+ <4>(?:just|toddler|baby|swallowed|accident\w*|by mistake|help|now|on)|(?:is|"
        r"am|he|she|i|friend|son|daughter|roommate|someone|somebody|husband|wife|brother|sister|"
        r"dad|mom|has|have|just|been|was|might have|may have) (?:just )?(?:overdos(?:ed|ing)|"
        r"poisoned)|"
        # The word alone is a cry for help; in a question about a treatment it is not.
        r"^(?:i think |maybe |possible |it is |its |this is |an )*overdos(?:e|ed|ing)\W*$|sobredosis",
        r"mix(?:ed|ing) <2>bleach (?:[\w',]+ ){0,6}(?:cough\w*|breath\w*|dizzy|burn\w*|fumes)|"
        r"(?:breathed|inhaled|breathing) <2>(?:fumes|gas|smoke|chlorine)|narcan|naloxone|(?:took|"
        r"taken|smoked|shot up|injected|used|did) <3>(?:something|fentanyl|heroin|drugs) "
        r"<6>(?:not|blue|wake|cold|breathing|out)|"
        r"(?:put|slipped) something in <2>(?:drink|food)|drink <1>(?:was |got )?(?:spiked|"
        r"drugged)|carbon monoxide <3>(?:alarm|leak|poison\w*)",
    ),
    *signs(
        "low blood sugar",
        STATED,
        r"(?:blood )?(?:sugar|glucose) (?:is |was |has |just |at |level |of |dropped |down |to |"
        r"fell |crashed |reads |reading )*"
        r"(?:[1-4]\d|5[0-4]|crash\w+|dropp\w+|plummet\w+|tanked|dangerously|too low|bottomed|low "
        r"and)",
        r"(?:meter|monitor|reading|glucose|sugar|dexcom) <3>(?:says|reads|shows) (?:lo|low|"
        r"[1-4]\d|5[0-4])|(?:sugar|glucose) <3>(?:[6-9]\d\d)|(?:took|given|gave|injected) <4>too "
        r"much insulin|"
        r"insulin (?:shock|coma)|diabetic (?:shock|coma)|(?:hypo|hypoglycemi\w+|diabetic|low "
        r"sugar|low blood sugar) <6>"
        r"(?:shak\w+|confus\w+|faint\w*|sweat\w*|unresponsive|pass\w* out|now|not (?:respond|"
        r"answer|wak)\w*|slipping)",
    ),
)

INJURY: Tuple[Sign, ...] = (
    *signs(
        "injury",
        STATED,
        r"(?:hand|fingers?|arm|foot|leg|thumb) <3>(?:in|into|caught|under|through) <3>(?:saw|"
        r"mower|lawnmower|machine|grinder|blender|tractor|press|truck|car|fan|glass)|"
        r"(?:someone|somebody|people|he is|she is|they are|friend|child|man|woman) "
        r"<2>(?:(?:badly|seriously) (?:hurt|injured)|(?:hurt|injured) (?:badly|bad|seriously))|"
        r"(?:hit|struck|run over) by <2>(?:car|truck|bus|van|train) <3>(?:outside|in front|just|"
        r"and (?:is|am|he|she|not))|just (?:got |been |was )?(?:hit|run over) by <2>(?:car|truck|"
        r"bus|van|train)|"
        r"(?:water (?:just )?broke|(?:in|going into) labor|baby (?:is |has )?(?:not moving|"
        r"stopped moving))|(?:boiling|hot) <2>(?:water|oil|grease) <4>(?:burn\w*|over|all over|"
        r"face)|(?:house|kitchen|apartment) <2>on fire|gas leak|(?:snake|rattlesnake) <1>(?:bit|"
        r"bite|bitten)|bitten by <2>snake|heat ?stroke|hypotherm\w+|(?:broke|broken) <2>neck|"
        r"septic shock|(?:have|has|going|into|be|turning) <1>(?:sepsis|septic)|(?:being|getting) "
        r"attacked|(?:is|are) attacking|"
        r"(?:car|bike|motorcycle|bus) (?:crash|accident|wreck) <2>(?:outside|now|just|right)|"
        r"were in <2>(?:crash|wreck)|"
        r"(?:fell|fallen|hit|knocked|banged) <6>(?:head|stairs|ladder|roof) <6>(?:not making|"
        r"confused|vomit\w*|can not|bleeding|conscious\w*|dizzy|moving|neck|dark)|"
        r"(?:drown(?:ing|ed)|electrocuted|electric shock|struck by lightning)",
    ),
)

CALL: Tuple[Sign, ...] = (
    *signs(
        "asks for an ambulance",
        PLAIN,
        r"(?:call|send|get|need|want|phone|ring|calling|order|where is) <4>(?:ambulance|"
        r"paramedics?|911|999|112|ems)(?! bill)",
        r"(?:need|want|get|send|where is) <4>(?:medical help|medical attention|a medic|doctor) "
        r"(?:now|right now|immediately|asap|fast|quick\w*|urgently)|someone <2>help <3>(?:dying|"
        r"now|please help)|code blue",
        r"^(?:please |help |emergency |the |ambulance |now |me |us |my )*(?:911|999|"
        r"ambulance)(?: please| help| now| emergency)*$|"
        r"(?:llam\w+|necesit\w+|manden?|envien?) <3>(?:911|ambulancia)|^(?:una )?ambulancia",
        r"(?:this is|it is|i have|have|there is|is|help|having|in) (?:an? )?<1>(?:medical "
        r")?emergency(?! lol)(?! (?:number|contact|line|room|plan|services|care|department|"
        r"physician|medicine|doctor|dentist))(?<!is this an emergency)|"
        r"^(?:medical )?emergency(?: help| please| now)*$|^(?:es una )?emergencia$",
    ),
    *signs(
        "dying",
        STATED,
        r"(?:i|he|she|dad|mom|mother|father|husband|wife|baby|someone|somebody|friend|son|"
        r"daughter) <2>(?:am|is|are|going to|might be|could be) "
        r"<1>(?:dying|die)(?! (?:in|of|one|some|someday|eventually|out|soon|if|before|from|with|"
        r"without|to|for|here))|think <3>dying|help <4>dying|me (?:estoy )?muriendo|se (?:esta "
        r")?muriendo",
    ),
)
