"""Owns the real words that look like a misspelt sign of an emergency and must be left alone."""

from typing import FrozenSet

from assistant.nlu.sign_patterns import words_of_text

# Of the 90,000 commonest English and the 12,000 commonest Spanish words (wordfreq 3.1) those that
# the distance rule of emergency_spelling would turn into sign words: "chess", "breeding", "strike".
WORDS_NEVER_CORRECTED: FrozenSet[str] = words_of_text(
    """
    allergan allergen allergenic allergies allergist ambiance ambulances ambulancia arcing attach
    attacked attacker attacks berating berthing bleaching bleating bleeping blending blessing
    blinding blond bloods bloody bloom bluray blurring blurting breach breached breaches breaching
    breading breadth breaking breathed breather breathers breathes breaths breathy breeching
    breeding breitling bride bridged bridgend bridger bridges bridget bridie bridle brood bunnings
    burdening burling burnings burping burridge burry bursting burying cammy chalking chatting
    cheat checking chert chess chests chesty chomping choosing chopping chowing chucking chugging
    clashing clasping cloaking clocking clogging cloning closings clothing clotting clouding
    clough clowning cloying coaching coking collages collapses collared collated coloring
    compulsion compulsions compulsive conclusion conclusions conclusive concussed concussion
    concussions concussive confessed confided confined confunde confuse confuses confusing
    confusion confusions conjured consciously consulting consumed contusion contusions conversing
    conversion conversions convulsed cooking couch couching coughlin coughs counting coupling
    coursing courting couscous crashing crest cresting croaking crossing crouching cruising
    crunching crusading curating cushing cuttings diabetes diabetics diabolic dialectic dietetic
    disowning ditzy diuretic downing draining dripping droning drooling drools droop dropping
    droppings drops drownings emergence emergencia emergent emitting enlisting erection evicting
    exacting exciting exerting existent existido exiting fainter faintest faints faulting feder
    feint feinting feuer fevers fewer fiver flaunted flaunting flinging flint flirting flitting
    fringing fronting gabled gambled gaping gassing glamping gnashing grasping hampering
    happenings hardening harts hastening haunting haves headaches heard hearn hears hearst
    heartache hearth hearts hearty herat herts hides hikes himes hines hires hunting hunts
    hurdling hurling hurls hurrying hurst hurtling hustings hustling inaction inception indebted
    indented indicted inducted induction infarction infecting infections infectious infective
    inferred infested inflated inflation inflected inflection inflections inflicted infliction
    infraction ingested ingestion injected injecting injections injector injunction inserted
    insertion inspected inspection insulting insuring intention invented invention inverted
    invested killings kindling kipling lighthearted liking lining livings loosing loring loving
    lowing migraines migrating month mouths mouthy nosebleeds overcome overcoming overdoing
    overdone overdoses overjoyed overrode overtone overused paralyse paralysis paralyze paralyzes
    parlayed parsed parsing passe passer passes passions pasted pasting paulding paused pausing
    pilas piles pissed pissing pleasure plunging pointing poisonings poisons poisson polls polson
    pouncing praising pressing pressler pressured pressures pressurize prison prisoner pulls
    purples racine racking raging raking ranching raring rating raving razing reaching reacting
    reactions reactive redaction redactions reduction refraction rejection relacion relation
    rescinding resection resounding responden respondent respondido retraction sagar sallow
    scalloped scarring schelling scooping scurried scurrying seating seedling seining selling
    sells sever severa severed severely severest severing severn severo severs shallow shallower
    shallows sharpness shearing sheathing sheeting shelling shells shelving shilling shimmering
    shipping shirtless shopped shopping shortens shortest shorting shoveling showering shrugging
    shunting shutting sizing skilling skipping skirting slapping slipping slugging slumming
    slumping slurping smalling smarting smartness smearing smelling smells smelting smuggling
    snapping sneaking sneezing snelling snipping sniveling snooping snorting snuggling softness
    sopping soreness sourcing spanking sparking sparring spearing speeches speeding spelling
    spellings spells spending sperling spilling spitting splurged splurging spooking sporting
    spotting spouting spraying spreading sprucing spurred spurring squaring squeaking squealing
    squirting stalling stamping stapling starring starting stealing steaming steeping stepped
    stepping sterling stippling stirring stocking stoke stomped stomping stooped stooping stoping
    stoppard stopper stoppers storming strangling strapped strapping streaking strike striping
    stripped stripping strobe strode stroked strokes strove stumping stunting suffocation sugars
    sugary suicida suicides suicidio sumar swallows swapping swatting swearing sweat sweats
    sweeping sweeting sweety swell swerving swilling swirling swooping tables tablet tabletop
    temperate temperatura temperaturas temperatures threat thriving throated throats throaty
    throbbing tightens tightest tongued tongues troubled troubles tuning turing unconsciously
    virion visio visiones visions visiting vomits wading waging walking waning waring waving
    waxing weakling weaknesses weariness wellness whacking wheeling whizzing woking wracking
    wreaking
    """
)
