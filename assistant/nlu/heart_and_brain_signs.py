"""Owns the signs of the heart, of a stroke, and of a lost consciousness."""

from typing import Tuple

from assistant.nlu.sign_patterns import Kind, Sign, signs

PLAIN, STATED, NAMED = Kind.PLAIN, Kind.STATED, Kind.NAMED

# Words between a body part and what is wrong with it, never a second body part or reason.
_TO = r"(?:(?!my |your |for |or |x |ray |knee |shoulder |back |hip |doctor |not )[\w']+ ){0,4}"
HEART: Tuple[Sign, ...] = (
    *signs(
        "chest pain",
        STATED,
        rf"chest {_TO}(?:hurts?|hurting|ach(?:es?|ing)|tight|tighter|tightening|tightens|"
        r"squeez\w+|crush\w+|heavy|heaviness|stabbing|killing me|on fire|burning|elephant|vice|"
        r"vise|exploding|pounding|constrict\w+|compress\w+)",
        r"(?:hurts?|hurting|ach(?:e|es|ing)|pressing|squeez\w+|crush\w+|heavy|heaviness|weight|"
        r"stabb\w+|"
        r"elephant|brick|band|knife|sitting|sits|standing|stands|pressure|tight\w*|tearing|"
        r"burning) "
        r"<2>(?:in|on|across|behind|through|around|round|inside|over|to|into|at|down|under|of) "
        r"<3>(?:chest|breastbone|sternum|breast|upper ribs|heart)",
        r"(?:squeez|crush|press|tighten)\w* <2>(?:in|on|across|around|round) <2>ribs",
        r"(?:clutch|grab|hold|grip|grasp)(?:s|ed|ing|bing|bed)? <1>(?:at |onto )?<1>chest",
        r"(?:crush|squeez|tear|stabb)ing <2>(?:pain|feeling|pressure|weight|sensation) <5>"
        r"(?:chest|breastbone|sternum|arm|jaw|neck|heart)",
        r"(?:nitro|nitroglycerin) <4>(?:not|no|nothing|still)|angina <4>(?:not|worse|again|"
        r"attack|still)",
        r"(?:tearing|ripping) <3>(?:shoulder blades|back|chest)|between <2>shoulder blades "
        r"<6>(?:sweat\w*|jaw|arm|breath|ripp\w*|tear\w*|tore|torn)|"
        r"(?:pacemaker|defibrillator|icd) <3>(?:shock\w*|fired|firing|going off|stopped|zapping)|"
        r"pulse (?:is |of |at |only )*(?:[23]\d|1[5-9]\d)(?! over)",
        r"(?:something|somebody|someone|elephant|truck|brick\w*|horse|weight) <3>(?:sitting|"
        r"standing|pressing|parked|on top) <2>(?:me|chest)",
        r"heart <4>(?:squeez\w+|crushed|ripp\w+|stabb\w+)|help <2>(?:my|his|her) (?:chest|heart)$|"
        r"heart (?:[\w',]+ ){0,7}(?:at|to|over|hit|hits|hitting) (?:1[4-9]\d|2[0-4]\d)(?! "
        r"(?:pounds|lbs|mg))|"
        r"heart (?:is |has )?(?:stopp(?:ed|ing)|giving out|hurts?|hurting)|"
        r"pain <1>in <1>heart",
        r"heart(?: rate| beat| is| has been)* (?:racing|pounding|beating|at|going|over|is) <2>"
        r"(?:1[4-9]\d|2\d\d)",
    ),
    *signs(
        "chest pain",
        NAMED,
        r"chest <1>(?:pains?|pressure|tightness|discomfort|heaviness)",
        r"(?:pains?|ache|tightness|pressure|discomfort) <2>(?:in|on|across|behind|through|around|"
        r"inside|into|"
        r"to) <2>(?:chest|breastbone|sternum)",
        r"dolor (?:\w+ )?(?:de|en el) pecho",
        r"presion en el pecho",
    ),
    *signs("chest pain", STATED, r"(?:duele|dolor) <2>el pecho", r"pecho <2>(?:duele|aprieta)"),
    *signs(
        "heart attack",
        NAMED,
        r"heart attacks?|cardiac arrest|myocardial infarction|ataque (?:al corazon|cardiaco)|"
        r"infarto",
    ),
)

STROKE: Tuple[Sign, ...] = (
    *signs(
        "stroke",
        NAMED,
        r"(?:mini )?strokes?(?! (?:patients?|survivors?|victims?))|"
        r"tia|brain bleed|derrame(?: cerebral)?",
    ),
    *signs(
        "face drooping",
        STATED,
        r"(?:face|mouth|smile|cheek|eyelid|eye|lip|lips|side of <2>face) "
        r"(?:(?!over|on tight|out|up to)[\w']+ ){0,5}(?:droop\w*|sag\w*|go(?:es|ing)? down|went "
        r"down|pulled|fall down|falling down|fall|crooked|lopsided|uneven|"
        r"hanging|slid|sliding|slipping|twisted|paraly[sz]ed|dropped|fell|fallen|limp)",
        r"droop(?:ing|y|s|ed) <2>(?:face|mouth|smile|eyelid)",
        r"face (?:is |has |just |gone |went |feels |on one side )+(?:numb|dead|frozen)",
        r"(?:half|one side|left side|right side|side) of <2>(?:face|body) <4>"
        r"(?:numb|dead|weak|limp|not (?:move|moving|work|working)|droop\w*|paraly[sz]ed|tingl\w+)",
    ),
    *signs(
        "speech gone",
        STATED,
        r"slur(?:ring|red|s)?(?: <3>(?:speech|words?))?|speech <5>(?:slurred|garbled|gone|weird|"
        r"funny|strange|off|jumbled|"
        r"slurring|not making|confused)",
        r"words? <4>(?:slurred|slurring|jumbled|garbled|mixed up|wrong|come out|coming out)|"
        r"(?:talk(?:s|ing)?|speak(?:s|ing)?) <2>(?:gibberish|nonsense|funny|weird|strange\w*|"
        r"jibberish)",
        r"not (?:speak|talk) <1>(?:good|right|well|properly|normal)|gibberish|(?:can|could) not "
        r"<1>(?:speak|talk|say anything|form <2>words?|find <2>words?|"
        r"get <4>(?:words?|sentence) out|say <2>words?)|only mumbl\w+|not making <2>sense",
        r"(?:talk|talks|talking|sound|sounds|speak|speaks|speaking|walk|walks|walking|acting) "
        r"<2>(?:like|as if|drunk) <4>(?:drunk|not been drinking|marbles|stroke)|"
        r"(?:does|do|can) not (?:know|recognize|remember) (?:me|us|who (?:i am|he is|she is)|"
        r"where (?:he|she|i) (?:is|am)|<1>own name|what day)|"
        r"(?:one )?pupils? <3>(?:bigger|larger|different|huge|uneven|blown)|balance <2>(?:gone|"
        r"suddenly)|(?:suddenly|now) <2>(?:can|could) not (?:walk|stand|balance)|"
        r"words <3>(?:will not|do not|are not|not) <2>com\w+|stopped (?:talking|speaking|making "
        r"sense)|(?:can|could) not (?:smile|stick <2>tongue)",
        r"(?:mouth|tongue) (?:is |does |will )?not (?:work|working|obey)",
    ),
    *signs(
        "limb gone",
        STATED,
        r"(?:can|could) not <2>(?:move|lift|raise|feel|use) <1>(?:left |right |one |whole |both )+"
        r"(?:arm|arms|leg|legs|side|hand|body|foot) <5>(?:suddenly|now|all at once|ago)",
        r"(?:can|could) not <1>(?:move|feel) <2>(?:legs|side|body|face|half|arms and legs|"
        r"anything below)",
        r"(?:suddenly|all at once|just now|now|gone|went|going|goes|been) <5>(?:left |right |"
        r"whole )?(?:arm|leg|side|"
        r"hand|fingers) <4>(?:numb|weak|limp|dead|paraly[sz]ed|heavy|stopped working)",
        r"(?:left |right |one |whole )?(?:arm|leg|side|hand|fingers|foot) (?:and \w+ )?"
        r"(?:is |has |have |just |suddenly )*"
        r"(?:gone|went|going|goes|turned|became|becoming|getting) <2>(?:numb|weak|limp|dead|"
        r"heavy|paraly[sz]ed)",
        r"(?:no|lost|losing|lose|without) <1>(?:feeling|sensation|strength|movement|power|use|"
        r"control) <1>(?:in|on|of|over) <2>(?:arm|side|body|face|legs|left|right|bladder|bowels?|"
        r"half)(?! (?:since|for years))|"
        r"(?:left|right|one) side <3>(?:numb|weak|dead|paraly[sz]ed|not working|gone|limp|"
        r"tingling)|"
        r"(?:arm|leg|hand|side|legs|arms) <2>(?:stopped working|will not move|gave out and|"
        r"not obeying|do not obey)|(?:hand|arm|leg) (?:will|does) not work",
        r"sudden(?:ly)? <3>(?:weakness|numbness|paralysis) <3>(?:arm|leg|side|face|body|hand)|"
        r"(?:weakness|numbness|paralysis) <4>(?:right|left|one|whole) side",
        r"wet (?:myself|himself|herself)",
    ),
    *signs(
        "sudden vision loss or headache",
        PLAIN,
        r"(?<=never )(?:had|felt) <3>(?:headache|"
        r"pain) like (?:this|it)|unlike any headache",
    ),
    *signs(
        "sudden vision loss or headache",
        STATED,
        r"(?:went|gone|going|turned) <1>blind|lost <2>(?:vision|sight|eyesight)|"
        r"(?:vision|sight|eyesight) <2>(?:gone|went|disappeared|going|black|vanished)",
        r"(?:can|could) not see <3>(?:one|left|right|an|my|his|her|either) (?:\w+ )?eyes?|"
        r"(?:can|could) not see (?:anything|straight|properly|right) <4>(?:suddenly|now|just)",
        r"(?:suddenly|all at once|just) <2>(?:can|could) not see|(?:can|could) not see "
        r"<1>suddenly",
        r"everything <2>(?:blurry|dark|black|went black|goes black|double)",
        r"head <2>(?:feels|felt) <4>explod\w+|worst <2>(?:headache|migraine|head pain)|"
        r"thunderclap|(?:headache|head pain) <5>(?:of my life|"
        r"lightning|thunder|of his life|of her life|ever)",
    ),
)

CONSCIOUSNESS: Tuple[Sign, ...] = (
    *signs(
        "unresponsive",
        PLAIN,
        r"unresponsive|unconscious|inconsciente|not (?:respond\w*|reacting|answering (?:me|us)|"
        r"conscious|coming (?:round|around|to)|responsive)|"
        r"(?:does|do|can|will|is|did|she|he) (?:not|no) (?:respond\w*|react|answer(?:ing)? (?:me|"
        r"us)|hear (?:me|us))|"
        r"(?:barely|hardly|semi|half|losing|lost|loses|not fully|in and out of) "
        r"<1>(?:conscious\w*)|(?:he|she|dad|mom|grandma|grandpa|wife|husband|mother|father) "
        r"(?:does|is|do|will) not (?:answer|answering|respond|responding|moving|move)$|(?:found|"
        r"find) <3>on the (?:floor|ground)|knocked (?:out|unconscious)|"
        r"(?:can|could) not get (?:him|her|them|my \w+) to (?:respond|wake|answer|talk|open|"
        r"react)|(?:can|could) not be (?:woken|waked|roused|awakened)|no (?:se )?despierta|sin "
        r"conocimiento|perdio el conocimiento|(?:she|he) no "
        r"(?:answer|wake|move)",
        r"(?:(?:he|she|it|dad|mom|mother|father|husband|wife|baby|son|daughter|friend|grandma|"
        r"grandpa|grandmother|"
        r"grandfather|roommate|brother|sister|him|her|they|who|man|lady) <2>)(?:will|is|are|does|"
        r"do|can|would) not <2>"
        r"(?:wake|waking|awaken)(?: <2>up)?|"
        r"(?:can|could|hardly|barely) (?:not )?<1>(?:wake|rouse|awaken) <2>(?:him|her|my|them|"
        r"dad|mom|the|up)|^(?:will|can) not wake(?: up)?",
    ),
    *signs(
        "fainting",
        STATED,
        r"dropped to the (?:floor|ground)|(?:went|gone|going|goes|is|all) (?:\w+ )?(?:limp|"
        r"lifeless)(?! handshake)|(?:is |he |she |who )(?:has )?(?:\w+ )?(?:slumped|keeled|"
        r"dropped (?:and|to the (?:floor|ground)|down))|"
        r"(?:lying|is|laying|fell|down) <2>on <2>(?:floor|ground|pavement) <4>(?:not|no|and|pale|"
        r"cold)|not (?:moving|open\w* <1>eyes)$|out cold|(?:will|does|can|is) not (?:open|"
        r"opening) <1>eyes|eyes <3>(?:glassy|open but|vacant)|(?:staring|stares) <2>(?:into "
        r"space|blankly|through me)|(?:slipp|drift|fad)(?:ed|ing) <2>(?:away|in and out|into a "
        r"coma)|in and out of (?:it|sleep|conscious\w*)|in a coma",
        r"(?:has |have |had |just |he |she |i |and |who |someone |somebody |man |lady |girl |boy "
        r"|brother |sister |grandma |grandpa |grandmother |grandfather |wife |neighbor |roommate "
        r"|partner |husband |mom |dad |mum |aunt |uncle |mother |father |friend |son |daughter )"
        r"(?:just |suddenly )*(?:fainted|passed (?:right )?out|blacked out|collapsed|keeled over)",
        r"(?:fainted|passed out|blacked out|collapsed|keeled over|collapse) <3>(?:just|on|in|at|"
        r"after|again|now|twice|here|and|while|"
        r"during|outside|today|yesterday)",
        r"(?:keeps?|is|am|are|keep on) (?:fainting|passing out|blacking out|collapsing|losing "
        r"consciousness)|^(?:fainted|passed out|collapsed|fainting|passing out|blacking out|"
        r"collapsing)$",
        r"(?:about to|going to|think i will|feel like i (?:will|might|could|am)|feels? like|"
        r"close to|may|almost|nearly|might) "
        r"<2>(?:faint|fainting|pass out|passing out|passed out|black out|blacking out|blacked "
        r"out|collapse|fainted)",
        r"se (?:ha )?desmay\w+|me desmay\w+|(?:everything|it) <2>going dark",
    ),
    *signs(
        "seizure",
        NAMED,
        r"(?:(?<!has )(?<!have )(?<!gets )(?<!get )(?<!had )seizures|seizure|convulsions?|"
        r"epileptic fit|grand mal|status epilepticus|convulsiones)",
    ),
    *signs(
        "seizure",
        PLAIN,
        r"(?:seizures?|fits) (?:in|over|within) (?:the |an )?(?:last |past )?(?:\w+ )?(?:hours?|"
        r"minutes?)|(?:seizures?|fits) (?:today|tonight|back to back|in a row)|"
        r"(?:is|am|are|started) having <2>fits?(?! (?:about|over))|"
        r"seizure <3>(?:has|have|does|did|will|is) not <1>(?:come|coming|stop\w*|wake|waking|"
        r"woken|respond\w*|end\w*)",
    ),
    *signs(
        "seizure",
        STATED,
        r"(?:been|is|am|he|she|are|started|body|son|daughter|husband|wife|dad|mom|baby|keeps) "
        r"<1>(?:seizing|convulsing|fitting)|"
        r"(?:shak|jerk|twitch|convuls)ing <2>(?:uncontrollabl\w+|violently|all over and|on the "
        r"floor|nonstop)|"
        r"(?:body|arms|legs|he|she) (?:\w+ )?(?:is |are )?(?:jerking|convuls\w+)|foam\w* "
        r"<2>(?:at|from) <1>mouth|"
        r"is jerking|esta convulsionando|(?:shaking|jerking|twitching) <4>(?:foam\w*|floor|"
        r"ground|biting)|(?:biting|bit) <2>tongue <4>(?:shak|jerk)\w+|foam <2>mouth|"
        r"(?:twitching|jerking|shaking) and <2>(?:stiff|rigid)|(?:went|gone|going) (?:all "
        r")?(?:stiff|rigid) <3>(?:and|shak\w+|jerk\w+|twitch\w+)|"
        r"eyes <2>(?:rolled|rolling) <1>(?:back|up)|seizures? <6>(?:not (?:come|coming|stop\w*|"
        r"wake|waking|respond\w*)|will not stop|minutes|"
        r"still|ongoing)|(?:is|am|are) having one(?! (?:done|soon|next|at|of|for))",
    ),
)
