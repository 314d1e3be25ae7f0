"""Owns what tells despair from booking talk, and self-harm from accidents and stories."""

from typing import Dict, FrozenSet, Pattern

from assistant.nlu.self_harm_words import GUN
from assistant.nlu.sign_patterns import compiled

# Short messages that say despair only when they say nothing else.
DESPAIR_ALONE = compiled(
    r"^(?:please |just |i |am |so |sorry |he |she |it |is |this |that |and |but |yeah |no |"
    r"anymore |what |my |mom |dad |says |wife |husband )*"
    r"(?:can not (?:go on|do this|carry on|keep going|keep doing this|continue|do it|cope|take "
    r"it|live|do life|more)"
    r"(?: like this| this way)?|want (?:it|this|everything)(?: all)? to (?:end|stop|be over)|"
    r"(?:done|finished) (?:with (?:it all|everything|this world)|fighting)|(?:want|going) to end "
    r"it|"
    r"not (?:want to )?fight(?:ing)?|(?:is )?the point|done trying|giving up|give up|have "
    r"nothing left|want out|want to disappear)"
    r"(?: anymore| any more| any longer| more| now| tonight| please| at all| longer| living| in "
    r"living)*$"
)
# Two of these are a danger, or one and a word of WEARY.
DARK_FINDINGS: Dict[str, Pattern[str]] = {
    "wants it over": compiled(
        r"want\w* <2>(?:it|this|everything|pain)(?: all)? (?:to )?(?:be )?(?:end|over|stop|"
        r"ended)|over soon|it all (?:to )?(?:be )?over"
    ),
    "affairs settled": compiled(
        r"(?:settled|settling|paid|paying|tying|tied|putting|put|got) <4>(?:bills|affairs|loose "
        r"ends|things in order)|"
        r"(?:written|wrote|updated|made) <2>(?:will|goodbye|letters?)|giv\w+ away|before i go$|"
        r"goodbye letter"
    ),
    "disappear": compiled(
        r"(?:i|just|could|want|wish) (?:to )?(?:disappear|vanish)|be gone|at "
        r"peace|sleep for good|not wake"
    ),
    "means": compiled(rf"{GUN}|noose|rope|bridge|train tracks|cliff|stash|lethal|sleeping pills"),
    "burden": compiled(
        r"burden|nobody (?:needs|cares|loves)|no one (?:needs|cares|loves)|nobody "
        r"left|worthless|useless to everyone"
    ),
    "goodbye": compiled(r"^(?:goodbye|farewell|bye) (?:everyone|everybody|all|world)"),
    "plan": compiled(
        r"(?:made|have|has|got|a) <1>plan(?! (?:b|c|d|f|g|n|that covers|with|to "
        r"(?:pay|have|get)))|"
        r"do it tonight|tonight i (?:will|am going to) do it"
    ),
    "despair": compiled(
        r"despair|hopeless|no hope(?: left)?|hate my life|want to cry all|"
        r"darkness|dark thoughts|dark place"
    ),
}
WEARY = compiled(
    r"(?:can|could) not <1>(?:live|go on|do this|take (?:this|it)|carry on|keep going|more|"
    r"continue|bear)|"
    r"(?:thanks|thank you) for trying|tried to help|i am (?:done|finished)|done fighting|nothing "
    r"(?:helps|left|matters)|not know how to continue|give up|giving up|lost everything|"
    r"end of (?:my|the) rope|no energy left|tonight|forever|for good|permanently"
)

# "I won't be here tomorrow" is a booking's business as soon as travel or a calendar is spoken of.
GONE_SOON = compiled(
    r"(?:will|would|may|might) not be (?:here|around|alive|with you) (?:tomorrow|by then|then|"
    r"next (?:week|month|year)|much|long|"
    r"tonight|in the morning)|(?:will|would) not be around$|i will not be here(?: ,|$)|will not "
    r"be here (?:for|to) (?:christmas|see)"
)
LOGISTICS = compiled(
    r"appointments?|reschedul\w*|schedul\w*|moved?|moving|push|cancel\w*|change|swap|vacation\w*|"
    r"holidays?|fly\w*|flights?|trips?|"
    r"travel\w*|town|work\w*|office|conference|wedding|business|abroad|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|"
    r"slot|booking|book|visit|state|until|till|back|call|phone|deliver\w*|package|shift|dentist|"
    r"country|cruise|beach|another|day|time|"
    r"see it|grandchildren|research|\d+(?:am|pm)?"
)
# An accident, not an intention: these signs are then left to the medical ones.
MAY_BE_ACCIDENT: FrozenSet[str] = frozenset({"pills", "self-injury"})
ACCIDENT = compiled(
    r"accident\w*|by mistake|mistake\w*|mixed up|shaving|cooking|kitchen|garden\w*|slipped|glass|"
    r"lifting|gym|football|soccer|"
    r"running|jogging|playing|skiing|tripped|fell|falling|at work|opening|moving (?:boxes|"
    r"furniture)|stove|oven|forgot|forgets|"
    r"confused the|thought it was|toddler|baby|infant|little one|little boy|little girl|(?:\d|"
    r"two|three|four|five|six) year old|"
    r"grandbaby|butcher|workout|exercis\w+|tennis|golf|hiking|squat\w*|deadlift\w*|physio|yoga"
)
MAY_BE_FICTION: FrozenSet[str] = frozenset(
    {"suicide by name", "kill oneself", "jump or crash", "gun, rope or blade"}
)
FICTION = compiled(
    r"movies?|films?|plays?|the play|novels?|songs?|shows?|character|homework|essay|series|"
    r"episode|bible|romeo|juliet|"
    r"history class|squad|actor|actress|celebrity|lyrics|poem|in the book|netflix|mystery"
)
# "My cousin died by suicide" mourns; it is not a danger now.
TOLD_OF_OTHERS = compiled(
    r"(?:committed|died|dead|death|deaths|lost|rates?|statistics|awareness|prevention month|walk|"
    r"after his|after her|"
    r"(?:by|to|of) (?=suicide)|bereave\w*|thoughts as|scars?|cells?|genes?|gene|inhibitors?|"
    r"drugs?)"
)
