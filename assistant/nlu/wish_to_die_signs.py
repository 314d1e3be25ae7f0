"""Owns the words of wanting to die or to kill oneself."""

from typing import Tuple

from assistant.nlu.self_harm_words import MY, SELF, WANT
from assistant.nlu.sign_patterns import Kind, Sign, signs

STATED, NOUN = Kind.STATED, Kind.NOUN

_DESIRE = (
    r"(?:want|wants|wanted|wanting|wish|wishes|wishing|would like|i like|like to|need|ready|plan|"
    r"plans|planning|"
    r"think|thinks|thinking|thought|thoughts|try|tries|trying|tried|decided|hope|hopes|hoping|"
    r"pray|prays|"
    r"praying|longs?|longing|tempted|urges?|intend\w*|rather|prefer|desire|consider\w*|talk|"
    r"talks|talked|"
    r"talking|feel like|feels like|feeling like|deserves?|fantas\w+|dream\w*|time|please|just "
    r"let|let me|ready)"
)

# A wish with the small words that may stand before the verb.
_WISH = (
    rf"{_DESIRE} (?:to |of |about |that |how |just |only |simply |so |i |he |she |we |could |"
    rf"would |can |"
    r"it would be |for |me |him |her |us |better |best |if |in |on |bad |badly |much |please |"
    r"god |die or )*"
)

WISH_TO_DIE: Tuple[Sign, ...] = (
    *signs("suicide by name", NOUN, r"suicid\w*|sucidal|(?:self ?delet|parasuicid)\w*"),
    *signs(
        "kill oneself",
        STATED,
        r"(?:kill|kills|killing|hang|hangs|hanging|drown|drowning|shoot|shooting|starve|starving|"
        r"off|"
        r"offs|offing|unalive|unaliving|end|ends|ending|poison|poisoning|destroy|destroying|"
        r"delete|"
        rf"deleting|neck|rope|gas|suffocate|strangle|asphyxiate|stab) {SELF}",
        rf"(?:tried|tries|try|trying|attempt\w*|want\w*|going|plan\w*|threaten\w*) (?:to |of "
        rf")(?:overdose|od)|"
        r"(?:thoughts?|want|wants|wish|think|thinking|try|going) (?:to|of|about) (?:end|kill|"
        r"hurt|harm|ending|killing|hurting) me$|"
        r"(?:the|my|those|dark|bad|these) thoughts <2>(?:back|again|worse|returned|returning|"
        r"stronger|louder)|"
        r"(?:i|he|she) (?:am |is |will |can |may |might |do )?not <4>(?:make it|last|survive) "
        r"<2>(?:through|till|until|past) <1>(?:night|tonight)|"
        rf"(?:put|puts|putting|make|making|bring) <1>(?:an )?end (?:to|of) <2>"
        rf"(?:it|all|everything|{SELF}|life|misery|existence|suffering|things|myself)",
        rf"(?:do|does|did|doing|done|get|getting) (?:away with|rid of) {SELF}|"
        r"(?:voices?|they|god) <6>(?:tell\w*|say\w*|told) <3>kill <1>(?:myself|me|people|him|her)",
        rf"(?:end|ends|ending|finish|finishing|stop|quit|terminate) (?:(?:{MY}|this|own|whole|"
        rf"miserable|"
        r"stupid|damned|useless|pathetic|the) )+(?:life|lives|existence)(?! (?:of|sentence|"
        r"insurance))",
        rf"{WANT} (?:to |of |about |off )?<2>(?:take|takes|taking|took|taken|end) (?:off |away "
        rf")?{MY} "
        rf"(?:own )?life(?! (?:back|away|over))|(?:take|taking|takes|took) {MY} own life",
        r"(?:end|ending|ends) it all|ending it(?! (?:up|with|early|there|here))|(?:^|, )end it$",
        rf"(?:{_WISH}|{WANT} (?:to |of |about )?)<1>(?:end|ending) (?:it|things|everything|this "
        rf"misery|this agony|this suffering|my pain)"
        r"(?! (?:up|with|early|there|here|by|at|naturally|without))",
    ),
    *signs(
        "wish to die",
        STATED,
        rf"{_WISH}(?:die|dying|be dead|was dead|were dead|am dead|stop existing|cease to exist|"
        rf"not exist|"
        r"did not exist|never existed|never (?:been )?born|was never born|not been born|"
        r"not (?:been )?born|sleep forever|be gone(?= ?(?:$|,|forever|for good|too|already|"
        r"tonight|from))|was gone|were gone|be with the lord|"
        r"not be alive|not alive|not wake|not have to wake|never wake|not have woken|not have to "
        r"live|"
        r"go to heaven|go to sleep (?:and not|forever|for good|for ever)|leave (?:this|the) "
        r"(?:world|earth|life|planet))(?! (?:my|hair|out|down|laughing|of|from|in surgery|on the "
        r"table|early|"
        r"during|after|than|someday|by (?:\d|noon|monday|friday|then)|for the weekend|while|when|"
        r"until|before (?:i|my|trying)))",
        r"(?:rather|prefer|better off|as well|i should|deserve to) (?:to )?(?:be |being |off "
        r")*(?:dead|die)"
        r"(?! than (?!live|living|go on|keep|spend|suffer|be a|continue|exist|this|another year|"
        r"in this|endure|have this|stay))",
        r"better (?:off |to |if i |that i |for all |for everyone |if he |if she )*(?:die|died|"
        r"dead|gone|"
        r"not exist|did not exist|do not exist|not here|was not here|were not here|without me|"
        r"without him|"
        r"without her)|better <4>(?:i do not exist|if i was not|if i did not exist|if i died|"
        r"without me)",
        r"not (?:be )?(?:want|wanting|wish|care|care if i|feel like|plan|planning|desire|wanna) "
        r"<3>"
        r"(?:to )?(?:live|living|be alive|exist|existing|be on this earth|be in this (?:world|"
        r"body|life)|"
        r"continue living|keep living|stay alive|see (?:another|tomorrow|the morning))"
        r"(?! (?:with|in|like|near|on|off|by|far|here|at|alone|there))",
        r"not (?:be )?(?:want|wanting|wish|wanna|feel like|care) (?:to )?(?:be here(?! (?:on|at|"
        r"for|when|"
        r"long|all))|be around(?! (?:people|others|anyone|needles))|wake up(?! (?:at|early|"
        r"before|during|"
        r"in pain|sore|stiff|every))|go on(?! (?:with the|vacation|that|a|opioids|meds))|carry "
        r"on|keep going)",
        r"(?:no longer|never|stopped|not) <1>(?:want|wanting|wants|wish) <1>(?:live|be alive|be "
        r"here|exist)"
        r"(?: more| anymore| any longer)?$|not want live|no (?:want|wish) (?:to )?live",
        r"(?:wish|wishes|hope|hopes|pray|prays|praying|hoping|wishing|want|wants|rather|sleep|"
        r"asleep|if|so|"
        r"enough|bed) <5>(?:not|never) <2>(?:wake|woke|woken|waking)(?: up)?(?! (?:at|before|"
        r"during|early|"
        r"so|in pain|sore|stiff|on time|until|from (?:the )?(?:anesthesia|surgery|sedation)|"
        r"with))",
        r"(?:fall asleep|go to sleep) (?:and |so |i |to |tonight |just )*(?:never|not wake|"
        r"forever|for "
        r"good|for ever|always) ?(?:wake)?|never wak(?:e|ing) up(?: again)?$",
        r"wish\w* <4>(?:had|would|could|was|were|been) <2>(?:killed|kill|taken|finished|dead|"
        r"born|died) "
        r"?(?:me|him|her)?$|wish <2>(?:killed me|i was (?:dead|gone)|god would take)|(?:take|"
        r"takes) me "
        r"(?:lord|home lord|god)|(?:lord|god) <2>take (?:me|him|her)",
        r"not (?:think|believe|know if|sure if) <3>(?:want|wants) (?:to )?"
        r"(?:live|be alive|be here|exist|go on|keep going|continue)(?! (?:with|in|at|on))|"
        r"nothing (?:left )?(?:here )?for me(?: here| anymore| in this)|"
        r"death <1>(?:would be|is|sounds|seems|feels|looks) "
        r"<2>(?:relief|better|peaceful|answer|nice|easier|welcome|escape)|"
        r"(?:think|thinking|thoughts|obsess\w*|dream\w*|fantas\w*) <1>(?:about|of) "
        r"(?:my own )?(?:death|dying)(?! (?:from|of|rates?|in))|"
        r"(?:want|beg|begging|ask|asks|asking|someone|somebody|please|just|would) <2>(?:to )?"
        r"kill me(?! (?:with|softly|if))|kill me (?:please|now)",
        r"(?:hope|hoping|wish|pray|praying) (?:that )?i (?:just )?die(?! (?:laughing|hard))|"
        r"not (?:want|wish|plan|wanting|wishing) (?:to )?be alive|"
        r"(?:should|want to) not be alive|not (?:deserve|worthy) to (?:live|be alive|exist)",
        r"(?:tired|sick|weary|exhausted|done|through|finished|fed up|enough) (?:of |with )?"
        r"(?:being alive|living|life|existing|this life|my life|existence|breathing|fighting to "
        r"live)"
        r"(?! (?:with|in|like|on|off|at|from|here|next|through|by|around|support|insurance|"
        r"alone))",
        r"(?:ready|want|wish) to be done (?:with (?:it|life|it all|everything|this (?:life|"
        r"world))|living)|(?:should|might as well|ought to) (?:just )?(?:die|be dead)(?: ,| now| "
        r"already| and|$)|"
        r"not see (?:the point|why|a reason|any reason) <3>(?:keep going|go on|live|carry on|"
        r"continue|living|be alive)|(?:easiest|easy|quickest|quick|painless|only|best) way "
        r"out(?! (?:of the|to))|"
        r"(?:done|finished|through|over) (?:living|existing)|hate (?:being alive|living|"
        r"existing)$|"
        r"(?:can|could) not (?:stand|bear|do|face|take|handle) (?:to )?(?:living|live|life|this "
        r"life|being "
        r"alive|existing|existence)(?! (?:with|in|like|on|here|at))|(?:give|giving|gave|given) "
        r"up on "
        r"(?:life|living|myself|everything)|had enough of (?:life|living|this (?:life|world))",
    ),
)
