"""Owns the small words that the self-harm patterns are made of."""

GUN = (
    r"(?:guns?|pistols?|rifles?|revolver|shotgun|handgun|firearm|glock)"
    r"(?! (?:shot|range|show|laws?))"
)
SELF = r"(?:myself|himself|herself|themselves|themself|ourselves|yourself|oneself)"
MY = r"(?:my|his|her|their|our|your|one)"
# Wanting, planning, fearing, trying: what turns a deed into an intention. Ends before "to" or "of".
WANT = (
    r"(?:want|wants|wanted|wanting|wish|wishes|wishing|would like|like|need|needs|needing|ready|"
    r"going|"
    r"plan|plans|planning|think|thinks|thinking|thought|thoughts|try|tries|trying|tried|"
    r"attempt\w*|"
    r"decided|hope|hopes|hoping|pray|prays|praying|long|longing|tempted|urges?|threaten\w*|"
    r"intend\w*|"
    r"means?|rather|prefer|might|may|will|would|should|could|about|desire|consider\w*|talk|talks|"
    r"talked|"
    r"talking|feel like|feels like|feeling like|imagin\w+|googl\w+|search\w*|how|contemplat\w+|"
    r"afraid|"
    r"scared|worr\w+|deserves?|fantas\w+|dream\w*|ideas?|says?|said|telling|tells?|told|tonight|"
    r"time|"
    r"fight\w*|stop|keep|keeps|kept|resist\w*|impulse|crav\w+|idea)"
)
