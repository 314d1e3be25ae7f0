"""Owns the veiled words of suicide: no reason to live, not missed, farewell; and slang."""

from typing import Tuple

from assistant.nlu.sign_patterns import Kind, Sign, signs

PLAIN, STATED = Kind.PLAIN, Kind.STATED

_ME = r"(?:i|me|he|him|she|her|they|them|we|us)"
HOPELESSNESS: Tuple[Sign, ...] = (
    *signs(
        "no reason to live",
        STATED,
        r"(?:no|not|nothing|little|without|any|lost|zero|hardly|what|what is the|is there a|"
        r"another|"
        r"single|one good|see|find|had|no more) <2>(?:reason|reasons|point|purpose|sense|will|"
        r"use|hope|strength|"
        r"meaning|desire) <3>(?:to|in|for|of) <2>(?:live|living|go on|going on|stay(?:ing)? "
        r"(?:alive|here|"
        r"around|in this)|carry on|carrying on|be(?:ing)? alive|keep going|exist|existing|"
        r"continue|"
        r"continuing|wake up|waking up|stick around|be here|being here|this life|get up|getting "
        r"up)"
        r"(?! (?:with (?:prp|the|this|treatment)|early|healthy|longer|in (?!this|me)|near))",
        r"(?:nothing|nobody|no one|not much|not anything|what do i have) <3>(?:left )?(?:to "
        r")?live for|"
        r"(?:life|living|it) <3>(?:not|no|never) <2>(?:worth (?:it to live|living)|worth$|"
        r"meaning|sense|purpose)|"
        r"(?:life|living) <1>(?:has|is|have|feels|seems) <2>(?:no|not|meaningless|pointless|"
        r"worthless|"
        r"finish$|finished|over(?= ?$| ,)|unbearable|worth nothing|empty)(?! (?:risk|longer|"
        r"problem|easy|easier|better))|"
        r"(?:my|his|her) life (?:is |it is |has |now )*(?:finish|finished|over$|over now|"
        r"worthless)|not worth (?:living|being alive|going on)",
        r"(?:life|living) <2>not worth it|reason (?:left )?to stay(?= ?$| ,)|"
        r"lost the will|(?:what is|see|is there|there is) (?:the |a |no |any |even )*point (?:in "
        r"|of )?"
        r"(?:anymore|even|me|any of it|being here|being around|it all|trying anymore|everything|"
        r"life|"
        r"living|being alive|in anything|i can not|nobody|no one)|why (?:am i|do i|should i|"
        r"even) <2>"
        r"(?:alive|still here|live|living|be alive|bother living|go on living|keep living)(?! "
        r"(?:healthy|longer|with|in|near))",
        r"(?:no|see no|not see <1>|not see any|only|other) (?:way out|future for (?:me|myself|"
        r"him|her))",
    ),
    *signs(
        "would not be missed",
        STATED,
        rf"(?:better|happier|easier|relieved|fine|relief|glad|richer|best|lighter) <4>"
        rf"(?:without|if|when|once|with) (?:{_ME}|i just) ?(?:was|were|am|is|are|did|do|would)? "
        rf"?(?:no longer|not|"
        rf"gone|dead|died|disappeared|around|here|out)|(?:better|happier|best|relieved|fine) "
        rf"<2>without {_ME}(?! "
        r"(?:treatment|medicine|to))",
        r"(?:nobody|no one|not one|none|who|anybody|anyone|somebody|people|they|everyone) "
        r"<2>(?:would|"
        r"will|is going to|even|could|going to)? ?(?:even |really |ever )*(?:miss|notice|notices|"
        r"mourn|cry|"
        r"care|cares|cared|miss(?:es)?|remember) <2>(?:me|him|her)? ?(?:if|when|once|that) "
        r"<1>(?:i|he|she) "
        r"(?:die|died|was|were|am|is|disappear\w*|vanish\w*|jump\w*|go|went|kill\w*|stop\w*|did|"
        r"do|do not)",
        r"(?:nobody|no one) <1>(?:cares?|cared) <1>(?:if|whether) (?:i|he|she) <1>(?:live|lives|"
        r"die|dies|am alive|exist)|(?:nobody|no one|not one|none) <1>(?:would|will|is going to|"
        r"even|going to) <1>(?:miss|mourn|notice "
        r"i am gone|cry for|care about) (?:me|him|her)(?! (?:if i (?:skip|am late)))",
        r"if (?:i|he|she) (?:just |only |simply )*(?:disappeared|vanished|died|ceased|(?:was|"
        r"were) "
        r"(?:gone|dead|not (?:here|around|alive))|did not exist|jumped|ended it|never existed)",
        r"(?:does|do) not need (?:me|him|her)(?: anymore| around| here)?$|(?:nobody|no one) "
        r"<2>(?:need|needs|wants|loves) (?:me|him|her)(?: anymore)?$|(?:nobody|no one) left who",
        r"(?:burden|load|weight|bother|nuisance) (?:to|for|on|of) <3>(?:family|everyone|"
        r"everybody|anyone|"
        r"them|kids|children|wife|husband|people|all)(?: <3>(?:better|die|dead|gone|exist|end|"
        r"without))",
    ),
    *signs(
        "farewell",
        STATED,
        r"not (?:plan\w* to |going to |want to |intend to |expect to )?(?:be|being|stay) (?:here|"
        r"around|alive|on this "
        r"earth|with us|in this world) (?:\w+ )?(?:at all|any ?more|any longer|much longer|"
        r"forever|after "
        r"tonight|for christmas|to see tomorrow)",
        r"(?:will|may|might|would) not be alive|not (?:plan|planning|expect|expecting|intend|"
        r"intending|going) <1>(?:to|on) (?:be alive|being alive|live|living|make it "
        r"to|see (?:tomorrow|next))|may not live to see|not (?:be )?need\w* <4>(?:where i am "
        r"going|after tonight)|where i am going i",
        r"(?:pills?|gun|rope|tablets?) (?:[\w']+ ){0,6}goodbye|"
        r"(?:by the time|when) (?:you|they|anyone) (?:read|reads|see|get|find|finds) (?:this|it|"
        r"me)(?! (?:wrong|mixed))|"
        r"(?:goodbye|farewell|suicide) (?:letters?|notes?)|(?:goodbye|farewell) (?:forever|world|"
        r"cruel world|message to|"
        r"video)|(?:this is|these are) (?:my|the) (?:last|final) (?:message|words|text|note|chat|"
        r"post|time you)|(?:texted|called|rang|sent|told|messaged|emailed|left) <1>(?:me|us|"
        r"everyone|them|mom|dad) <1>goodbye|(?:leav\w+|check\w* out|out|depart\w*|exit\w*) (?:of "
        r")?this (?:life|world|earth)|this is (?:my )?(?:goodbye|farewell|the end for me)|"
        r"tonight is the night|last night on earth",
        r"(?:said|saying|say|says|wrote|written|rang|told|texted|called) <4>(?:goodbye|goodbyes|"
        r"farewell) <1>(?:to (?:everyone|all|the|my|his|her)|"
        r"in such|forever|like|for good|already)|last (?:days? on earth|words to)$",
        r"(?:i|he|she|have|has) (?:already )?(?:written|wrote|writing) (?:my |the |a |his |her |"
        r"all |all my |"
        r"farewell )*(?:letters?|notes?)(?: already| to <3>(?:kids|family|children|wife|husband|"
        r"mom|parents))?$",
        r"(?:giv\w+|gave) away (?:all )?(?:of )?(?:my|his|her) <1>(?:things|stuff|belongings|"
        r"possessions|dog|cat|"
        r"clothes|jewelry|pets?)|(?:meet|see) (?:my|his|her) maker",
        r"(?<!scars )(?<!pain to )(?<!scar to )(?<!wrinkles )(?<!wrinkles to )(?<!scars to "
        r")(?<!pain )(?<!it )(?<!it to )(?<!symptoms )(?:disappear|vanish|check out|checking out|"
        r"be at peace|go|gone|leave) (?:<1>)(?:for good|forever|permanently|for always|for ever|"
        r"from this (?:world|earth|life|planet)|from the (?:world|earth))(?! (?:with|from my|if|"
        r"after))|"
        r"(?:i|he|she|just) (?:just )?(?:want|wants|wish|wanted) to (?:disappear|vanish)(?! "
        r"(?:the|from the))",
        r"(?:join|be with|see|reunite with) <2>(?:husband|wife|mom|mother|dad|father|son|"
        r"daughter|brother|"
        r"sister) (?:in (?:heaven|the grave)|again in heaven|on the other side)|put me down like|"
        r"want\w* (?:it|this|everything|it all|all this)(?: all)? (?:to be |be )?(?:over|"
        r"ended)(?! (?:with|by|soon|quick))|"
        r"want it over|finally be at peace|end (?:my|his|her) (?:suffering|misery)",
    ),
    *signs(
        "farewell",
        STATED,
        r"tell (?:my|the) <2>(?:kids|wife|husband|family|children|mom|mother|parents|daughter|"
        r"son) <3>(?:love|sorry|goodbye|not their fault)|"
        r"(?:just|please) let me go$|let me die|(?:soon|tonight|then) (?:nobody|no one|they|you|"
        r"everyone) <4>(?:look after me|worry about me|deal with me|rid of me|without me)|"
        r"(?:rid of|free of|without) me (?:soon|forever|for good|tonight)|made (?:my )?peace "
        r"with <2>(?:dying|death|going|god|it)|"
        r"(?:ready|want|going|long\w*|happy) to (?:go home to (?:god|jesus|the lord|heaven)|be "
        r"with (?:god|jesus|the lord)|see (?:god|jesus) (?:now|soon|tonight))|"
        r"not (?:see|picture|imagine) myself (?:\w+ )?(?:here|alive|living|around|being)|(?:can|"
        r"could) not see (?:a |any |my |myself )?(?:future|alive|tomorrow)|not (?:worth "
        r")?(?:sticking|stick) around",
    ),
    *signs(
        "slang",
        PLAIN,
        r"kms|kys|unaliv\w*|ctb|an hero|alt ?f4 (?:life|myself)|toaster bath|"
        r"catch the bus forever|(?:final|permanent) (?:exit|solution to my)|yeet myself off|"
        r"minecraft myself",
    ),
)
