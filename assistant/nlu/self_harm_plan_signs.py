"""Owns the means and plans of a suicide: pills, guns, heights, ways to die."""

from typing import Tuple

from assistant.nlu.self_harm_words import GUN, SELF, WANT
from assistant.nlu.sign_patterns import Kind, Sign, signs

STATED = Kind.STATED

_PILLS = (
    r"(?:pills?|tablets?|meds|medications?|medicines?|oxys?|oxycodone|oxycontin|percocets?|"
    r"vicodin|"
    r"hydrocodone|morphine|opioids?|opiates?|painkillers?|pain killers?|xanax|valium|tylenol|"
    r"fentanyl|insulin|sleepers|sleeping stuff)"
)
_BLADE = r"(?:knife|knives|blades?|razors?|razorblades?|box cutter|scissors|pocketknife)"
_HEIGHT = (
    r"(?:bridge|roof|rooftop|building|balcony|overpass|"
    r"cliff|ledge|tower|window|top floor|garage)"
)
_LIMB = r"(?:arms?|wrists?|legs?|thighs?|skin|stomach|forearms?|veins?|hands?|body)"

MEANS_AND_PLANS: Tuple[Sign, ...] = (
    *signs(
        "pills",
        STATED,
        rf"(?:sav(?:e|ed|ing)(?! money)|stash\w*|hoard\w*|stockpil\w*|collect(?:ed|ing)|"
        rf"count(?:ed|ing|s)|lin(?:ed|"
        rf"ing)|gather(?:ed|ing)|hid|hiding|hidden|piling|put aside|set aside) (?:up |out |away |"
        rf"aside )*"
        rf"<4>{_PILLS}(?! (?:organizer|for (?:my|the) (?:trip|week)))",
        rf"{_PILLS} (?:\w+ )?(?:all )?(?:lined up|saved|saved up|stashed|stockpiled|hoarded|put "
        rf"aside|set aside|ready|in front of me|"
        r"hidden|counted out|next to me|in my hand|on the table (?:in front|and))",
        rf"(?:enough|plenty of) <4>{_PILLS} <4>(?:to|for) <3>(?:die|kill|never|not|end|finish|do "
        rf"it|sleep|overdose)",
        rf"(?<!to stop )(?<!not )(?<!sick of )(?<!tired of )(?<!hate )(?<!can i )(?<!should i "
        rf")(?<!have to )(?<!do i )(?:take|takes|taking|took|taken|swallow|swallowed|swallowing|"
        rf"down|downed|downing|eat|ate|overdose|"
        rf"od|overdosed|overdosing) (?:on )?<2>(?:all|every|the whole|whole|entire|handful of|"
        rf"bunch of|"
        rf"bottle of|enough|whole bottle of|too many) <5>(?:{_PILLS}|bottle)(?! (?:every|each|"
        rf"daily|a day|for (?:my|years|the)|in the morning|at the right|correctly|as prescribed|"
        rf"i need|this morning|yesterday|before|on time|with (?:food|breakfast)|today))",
        rf"(?:took|taken|swallowed|swallow|taking) (?:like |about |over |all |almost "
        rf")?(?:[2-9]\d|\d\d\d|twenty|thirty|forty|fifty|sixty|a hundred|hundred) <2>{_PILLS}(?! "
        rf"(?:a|per|every|each|daily))",
        rf"{_PILLS} (?:[\w']+ ){{0,6}}(?:take|taking|swallow|took|swallowing) <1>(?:them all|all "
        rf"of them|it all|everything|all)",
        rf"(?:take|took|takes|taken|taking|swallow\w*) <4>(?:{_PILLS}|overdose) <3>(?:on purpose|"
        rf"to die|deliberately|"
        r"intentionally|and do not want|until i (?:die|sleep))|(?:took|taken|take|taking) an? "
        r"overdose|overdos\w+ (?:on|by) purpose|overdos\w+ intentionally|"
        r"(?:tried|tries|threaten\w*) to overdose",
        r"how (?:many|much) (?:[\w']+ ){0,8}(?:die|kill (?:me|you|someone|a person|myself|"
        r"yourself|a man|a woman)|"
        r"(?:not|never) wake|fatal|lethal|overdose|end it|deadly)|(?:lethal|fatal|deadly) "
        r"(?:dose|amount)(?! of (?:peptides?|prp|exosomes?|stem))|"
        r"enough (?:[\w']+ ){0,4}to (?:kill|end|finish) (?:me|myself|it)",
    ),
    *signs(
        "gun, rope or blade",
        STATED,
        rf"(?:have|has|had|got|gets?|holding|hold|with|bought|buy|buying|load\w*|own|keep|keeps|"
        rf"find|found|"
        rf"took|take|put|putting|looking at|look at|staring at|stare at|grabbed|need|borrow\w*|"
        rf"tie|tied|tying|"
        rf"hid|hide|cleaning|where is|use|using) (?:\w+ )?(?:\w+ )?(?:{GUN}|noose|rope)(?! "
        rf"(?:and tackle|course))",
        rf"(?:look|looks|looking|stare|stares|staring|think|thinks|thinking|dream\w*|reach\w*) "
        rf"<2>(?:at|about|of|for) <4>(?:{GUN}|{_BLADE}|rope|noose|"
        r"pills|bridge|train tracks|ledge)",
        rf"(?:rope|noose|gun|pills|razor) (?:is|are) (?:all |here and )?(?:ready|tied|loaded|set "
        rf"up|waiting)|rope <4>(?:closet|garage|attic|basement|tied|neck|tree|rafters|beam)|"
        rf"(?:{GUN}|bullet) <3>(?:lap|hand|drawer|mouth|nightstand|head|temple|ready|loaded|"
        rf"next to me|beside me|brains?)|"
        rf"(?:{_BLADE}) <4>(?:{_LIMB}|throat|under (?:her|his) (?:pillow|bed)|hidden|in (?:her|"
        rf"his) (?:room|bag|drawer))|"
        rf"(?:find|found|hides|hid|hiding) <1>{_BLADE}|(?:took|take|takes|put|puts|holding|held) "
        rf"<2>{_BLADE} to",
        r"(?:slit|slits|slash|slashed|slitting|slashing|slice|open|opening|cutting) <1>(?:my|his|"
        r"her|the) <1>(?:wrists?|veins)|"
        r"blow <2>brains out|(?:hang|hanging|swing|swinging) from (?:a|the) (?:tree|rope|ceiling|"
        r"rafters)",
    ),
    *signs(
        "jump or crash",
        STATED,
        r"(?:standing|sitting|stood|am) (?:here )?(?:on|at) <1>(?:roof|rooftop|ledge|edge)(?: of "
        r"<2>(?:bridge|roof|building|cliff|platform|balcony|overpass)| right now| now| tonight|"
        r"$)|(?:standing|sitting|stood) <1>on <1>(?:bridge|tracks|train tracks|balcony|railing|"
        r"overpass)(?: right now| now| tonight|$)",
        rf"(?:jump\w*|leap\w*|throw\w* {SELF}|fall\w*|step\w*|walk\w*|hop) <1>(?:off|from|out "
        rf"of|over) <2>"
        rf"(?:{_HEIGHT}|something|somewhere|the edge)(?! (?:station|site|jack))",
        rf"(?:jump\w*|leap\w*|throw\w* {SELF}|step\w*|walk\w*|lie|lying|run|running|go) "
        rf"<1>(?:in front of|under|in the path of|"
        r"before) <2>(?:trains?|traffic|truck|bus|cars?|subway|tram)|(?:walk|run|step|wander)\w* "
        r"(?:out )?into <2>(?:traffic|ocean|sea|road)",
        r"(?:driv\w+|drove|steer\w*|crash\w*|swerv\w*|ram\w*|turn\w* the wheel|put) <4>(?:into|"
        r"off|against) <3>"
        r"(?:tree|wall|pole|traffic|bridge|cliff|lake|river|truck|barrier|ravine|oncoming|road "
        r"and)",
        r"(?:stand|standing|sitting|sit|stood|am|go down|walk) <5>(?:edge of|bridge|ledge|roof|"
        r"railway line|train tracks|tracks|rooftop|overpass) "
        r"(?:[\w',]+ ){0,6}(?:longer|jump|thinking|tonight|think|ready|looking down|die|over)|"
        r"(?:railway|train) (?:line|tracks) and (?:stand|wait|lie)|"
        r"(?:to|on) the (?:train|tracks|bridge|railway) tonight|on (?:a|the) (?:bridge|ledge)$",
        rf"(?:{WANT}) (?:to |of |about )?jump(?:ing)?(?: off something)?$",
        r"(?:engine|exhaust|motor|car) (?:[\w']+ ){0,8}(?:let(?:ting)? it run|running in the "
        r"garage|hose)|garage <6>(?:engine|exhaust|let it run)|"
        r"let(?:ting)? (?:it|the engine|the car) <1>run",
    ),
    *signs(
        "way to die",
        STATED,
        r"(?:painless|easy|easiest|easier|quick|quickest|fastest|best|gentle|gentlest|peaceful|"
        r"painful|least|way|ways|"
        r"method|methods|how) <2>(?:way |ways |method |methods |thing )?(?:to|of|for) <2>(?:die|"
        r"dying|(?<=painless way to )go|(?<=peaceful way to )go|(?<=easy way to )go|(?<=easiest "
        r"way to )go|(?<=quick way to )go|"
        r"kill (?:myself|oneself|yourself)|end (?:it|my life|life|oneself)|commit|death)(?! "
        r"(?:out|from|of))|"
        r"(?:help|let|allow|assist) <1>(?:me|him|her|my \w+) <1>(?:to )?(?:die|end it|end my "
        r"life|end his life|end her life|go for good)(?! with)",
        r"exit bag|helium <3>(?:bag|tank|hood|die)|(?:stopped|stopping|stop|skipping|quit) "
        r"<3>(?:eating|insulin|dialysis|meds|drinking) <5>(?:so i|to) <2>(?:die|go|end|be gone)|"
        r"how (?:high|far|long|deep|fast|much) (?:[\w']+ ){0,8}(?:to die|to kill you|to be fatal|"
        r"would kill|bleed out)|"
        r"(?:look|looking|searching|see|find|need|want) <2>(?:for )?(?:a |the |my |any )?(?:way "
        r"out of (?:this life|life|here for good)|permanent way out|final way out)|last (?:day|"
        r"night|hours?) (?:alive|on earth|of my life)|"
        r"euthan\w+|(?:asks?|begs?|begging|asking|wants) (?:me|us) to (?:help (?:him|her|them) "
        r")?(?:end it|die|kill (?:him|her))|"
        r"assisted (?:suicide|dying)|death with dignity",
        r"plan (?:and (?:a|the) date|(?:of how|on how|how|for how) (?:i|to) (?:die|end|kill|do "
        r"it|go)|to (?:die|end (?:it|my|his|her)|kill|do it|jump|hang|commit))|"
        r"(?:set|picked|chosen|chose|have) a date (?:to|for) (?:die|end|go|it|when i)|how i "
        r"would do it|how (?:easy|simple) it would be|"
        r"bring it about",
    ),
)
