"""The phrases that steer the booking form, each as a whole message."""

import re
from typing import Dict

from assistant.booking.reading.word_lists import split_words

_STOP = """
stop|stop it|stop this|stop that|stop here|stop now|stop the booking|stop booking|stop asking
stop asking me|please stop|nevermind|never mind|never mind then|nvm|nm|cancel|cancel it
cancel this|cancel that|cancel the booking|cancel this booking|cancel booking|cancel the request
cancel my request|cancel this request|cancel everything|cancel the form|forget it|forget about it
forget this|forget the booking|just forget it|i changed my mind|changed my mind
ive changed my mind|i have changed my mind|change of mind|quit|quit it|quit this|exit
exit the form|leave the form|abort|end|end this|end it|end the booking|end booking
no longer want to book|i no longer want to book|i no longer want this
i no longer want an appointment|i dont want to book|i dont want to book anymore
i dont want to book any more|i dont want to book an appointment|i dont want an appointment
i dont want an appointment anymore|i dont want this|i dont want this anymore
i dont want to do this|i dont want to do this anymore|i do not want to book
i do not want an appointment|dont book|do not book|dont book it|dont book me|dont book anything
dont book this|dont make an appointment|dont want to book|not interested|not interested anymore
im not interested|no longer interested|im no longer interested|i give up|give up|let it go|drop it
scrap it|scrap that|scratch that|discard|discard it|no appointment|no booking|get me out of here
get me out|i want out|let me out|i dont need an appointment|i dont need an appointment anymore
i dont need it anymore|id rather not book|i would rather not book|i want to stop|i want to cancel
i want to quit|i want to cancel the booking|i want to cancel this|id like to cancel
id like to stop|i would like to stop|can we stop|can i stop|lets stop|let us stop|lets forget it
dont bother|dont bother anymore|dont worry about it|leave me alone|enough|thats enough|im done
i am done|maybe later|maybe another time|another time maybe|ill do it later|i will do it later|stp
canc|ill call instead|i will call instead|ill just call|ill call you|ill phone instead
"""
_BACK = """
back|bak|bck|go bak|go bck|go back|go back please|previous|the previous one|previous one
previous question|back one step|the previous question|previous step|go to the previous question
go to previous|one step back|a step back|step back|go one step back|go back one step
go back a step|go back one|go back one question|go back a question
go back to the previous question|go back to the last question|back up|back a step|take me back
bring me back|return|go backwards|undo|undo that|undo it|last question again|can i go back
can we go back|let me go back|i want to go back|return to the previous question
back to the previous question|back to previous
"""
_SKIP = """
skip|skip it|skip this|skip that|skip this one|skip that one|skip this question|skip the question
skip this step|skip this part|skip please|id rather not|i rather not|rather not|rather not say
id rather not say|i would rather not|i would rather not say|i rather not say|prefer not to say
prefer not|prefer not to|i prefer not to|i prefer not to say|i would prefer not to say
id prefer not to|id prefer not to say|prefer not to answer|i prefer not to answer
id rather not answer|no preference|no preferences|i have no preference|no particular preference
i dont have a preference|none|skp|none of the above|none of them|none of these|none of those
none in particular|no reason|doesnt matter|it doesnt matter|does not matter|it does not matter
dont matter|doesnt really matter|it doesnt really matter|pass|ill pass|i pass|ill pass on that
pass on that|idk|i dont know|dont know|dunno|i dunno|i do not know|no idea|i have no idea|not sure
im not sure|i am not sure|not sure yet|im not sure yet|i dont mind|dont mind|dont care|i dont care
na|not applicable|nothing|nothing in particular|nothing specific|nothing really|no answer
no comment|next|next one|next question|next step|next please|leave it blank|leave blank
leave it empty|leave that blank|leave it out|leave this blank|leave that out|i dont want to say
dont want to say|i dont want to answer|i dont want to answer that|i dont want to tell you
i wont say|id rather skip|i want to skip|i want to skip this|can i skip|can i skip this
can i skip that|can i skip it|can we skip this|can i skip this question|may i skip this
could i skip this|lets skip|lets skip this|id like to skip|id like to skip this|move on
none of your business|thats private|its private|private|prefer to skip|no need|not important
not relevant|whatever|you choose|you decide|up to you|either|either one|either is fine|any is fine
anything is fine
"""
_YES = """
yes|yse|yh|yeh|yees|yes please|yeah|yea|yep|yup|ya|yah|yess|y|si|sure|sure thing|ok|okay|okey
okey dokey|k|kk|ok send it|ok send|send it|send|send this|send that|send it please|please send
please send it|send it off|send it over|send it in|you can send it|go ahead and send it
yes send it|looks good|look good|looks good to me|it looks good|looks right|looks fine|looks great
looks ok|looks okay|looks correct|that looks right|that looks good|it looks right|all looks good
everything looks good|everything looks right|everything is right|everything is correct|all correct
all good|all right|alright|its all good|its all correct|its correct|it is correct|its right
it is right|correct|right|thats right|thats correct|that is right|that is correct|yes thats right
thats all right|thats fine|that is fine|thats good|thats ok|thats okay|thats it|thats me|exactly
please do|please do so|do it|do so|do that|please go ahead|go ahead|go for it|go on then
absolutely|of course|definitely|certainly|sounds good|sounds great|sounds right|sounds fine
sounds good to me|perfect|great|good|fine|fine by me|fine with me|confirm|confirm it|confirmed
i confirm|i agree|agree|agreed|i consent|i accept|accept|submit|submit it|submit please|book it
yes book it|please book it|book it please|you may|you can|you may send it|affirmative|uh huh
by all means|good to go|im happy|im happy with that|happy with that|i am happy with that
works for me|that works|it works|ok great|yes i do|yes i am|i do|it is|yes it is|why not
pass it on|please pass it on|yes pass it on|you have my consent|you have my permission|cool
"""
_NO = """
no|nope|nah|naw|n|noo|no thanks|no thank you|no thankyou|dont send|dont send it|dont send that
dont send this|do not send|do not send it|do not send this|dont submit|dont submit it|please dont
please dont send it|dont|dont do it|dont do that|do not|not yet|no not yet|not right now|not now
not so fast|wrong|thats wrong|that is wrong|its wrong|it is wrong|this is wrong|all wrong
thats all wrong|not right|thats not right|that is not right|its not right|it is not right
this is not right|thats not it|incorrect|that is incorrect|thats incorrect|its incorrect
not correct|thats not correct|that is not correct|its not correct|this is incorrect
it is not correct|this is not correct|doesnt look right|that doesnt look right
it doesnt look right|no way|absolutely not|certainly not|of course not|definitely not|negative
not really|id rather you didnt|i disagree|i dont agree|i do not agree|disagree|no i dont|i dont
i do not|no i do not|there is a mistake|theres a mistake|there is an error|i do not consent
i dont consent|something is wrong|somethings wrong|dont pass it on|do not pass it on
"""
_RESUME = """
continue|continue please|continue booking|continue the booking|continue my booking
continue with the booking|continue with my booking|continue with booking|continue the form
continue with the form|go on|carry on|carry on booking|carry on with the booking
carry on with my booking|carry on with it|keep going|keep on|resume|resume booking
resume the booking|resume my booking|proceed|proceed with the booking|proceed with booking
lets continue|lets go on|lets carry on|lets proceed|let us continue|can we continue|can i continue
can we go on|can we carry on|back to booking|back to the booking|back to my booking
go back to the booking|go back to booking|go back to my booking|back to the form
return to the booking|lets get back to the booking|lets go back to the booking
back to the appointment|finish the booking|finish booking|lets finish|lets finish the booking
id like to continue|i want to continue|i would like to continue|im ready|ready|where were we
lets get on with it
"""


def _phrases() -> Dict[str, str]:
    found: Dict[str, str] = {}
    kinds = (
        *(("stop", _STOP), ("back", _BACK), ("skip", _SKIP)),
        *(("yes", _YES), ("no", _NO), ("resume", _RESUME)),
    )
    for kind, phrases in kinds:
        for phrase in re.split(r"[|\n]", phrases.strip()):
            found.setdefault(phrase.strip(), kind)
    return found


# The kind of every phrase, in lower case and without marks.
PHRASES = _phrases()
EMOJI = {
    **{"👍": "yes", "✅": "yes", "✔": "yes", "👌": "yes", "👎": "no", "❌": "no"},
    **{"🛑": "stop", "⏭": "skip", "🔙": "back", "▶": "resume"},
}
FILLERS_BEFORE = re.compile(
    r"^(?:please|pls|plz|ok|okay|oh|ah|um+|uh+|er|well|actually|sorry|hey|hi|hello|wait|hmm+|"
    r"just|so|and|but|"
    r"alright|right|look|listen|you know what|on second thoughts?|sorry but|lets just|lets|let us|"
    r"let me|i think|i guess|i think ill|i guess ill|we can|ill|ill just|id like to|i would like "
    r"to|i want to|"
    r"i need to|i have to|can we|can i|could we|could i|can you|could you|would you|will you|may "
    r"i|maybe|"
    r"thanks|thank you|thanks but|you can|now|then|oops|ugh|no thanks|oh no|oh well) "
)
FILLERS_AFTER = re.compile(
    r" (?:please|pls|plz|thanks|thank you|thx|ty|now|then|for now|for today|actually|sorry|ok|okay|"
    r"i guess|i think|instead|if possible|if i can|if i may|if you can|if thats ok|right now|"
    r"already|"
    r"already please|altogether|completely|entirely|the whole thing|all of this|here|dear|mate|sir|"
    r"maam|lol|haha|thank you very much|thanks anyway|thank you anyway|anyway|i said|everything)$"
)
# Words of their own that a typo of a phrase could be taken for.
NEVER_TYPOS = split_words(
    """
    post pots spot tops stoop opts nose noes neon anon nona end send sned ned bake caba quiet
    quite sear soon loser looser sorry serious rusty correctly collect connect contact
    confirmation resumes perverse pervious exact exactly exits pass passe asps asap abroad
    cancer cancel culture cancelled canceled cancels confine agreed continued continues knot
    note not
    """
)
