"""Messages that the emergency patterns must find, and ordinary ones that they must leave alone."""

MEDICAL_MESSAGES = """
my chest is tight and I feel clammy
having chest pressure for 20 minutes
I have a squeezing feeling in the middle of my chest
chestpain help
cantbreathe
chest pian
pressure in my chest since this morning
should I be worried, my chest has been hurting all day
Can I book for Friday? By the way my chest is hurting a lot
my wife is clutching her chest and sweating
heart is pounding so hard and I'm about to faint
my grandpa is having a heart attack
is this a heart attack? arm hurts and I'm sweating
I might be having a stroke
the left side of my face is numb and droopy
his speech is slurred
she is slurring
my vision just went black in one eye
my husband can't move his right arm all of a sudden
worst headache I've ever had
I suddenly can't see
can't catch my breath
struggling to breathe after the shot
my dad is gasping for air
he's wheezing and his lips are turning blue
she's choking on a grape
my son is choking
i keep coughing up blood
threw up blood twice
black tarry stool with blood
the wound is bleeding and won't stop
blood is gushing out of my arm
he's bleeding out
bleeding heavily from the injection site
my mom fainted
I passed out twice today
she is unresponsive
won't wake up please help
grandma collapsed
he's having a seizure
my daughter is convulsing
throat is closing
my tongue is swelling
lips swollen after the injection
covered in hives and can't breathe
I think I'm going into anaphylactic shock
fever of 103 and pus coming from the injection site
injection site is red hot and I have chills and fever
my kid drank bleach
I accidentally overdosed on my pain meds
overdose
i think its an overdose
sobredosis de pastillas
tengo dificultad para respirar
took too many of my pills by accident and feel dizzy
my blood sugar is 38 and I'm shaking
my husband is diabetic, sugar is really low and he's confused
call an ambulance please
can you call 911 for me
i need an ambulance
what should I do if I get chest pain after?
who do I call if my throat swells up after the injection
should I go to the ER if I can't breathe after the treatment
if my face starts drooping what do I do
I don't know what's happening, I cannot breathe properly
no puedo respirar
tengo dolor de pecho
mi esposo no respira
me duele mucho el pecho
llame una ambulancia
mi papa se desmayo
I had a stroke in 2019 but now my face is drooping again
no fever but I can't breathe
I'm not sure but I think my mom is having a stroke
I know you only do PRP but my dad just collapsed
seizzure happening now
unconcious on the floor
brething is getting very hard
my neighbor got shot
car accident, my wife is not moving
Im feeling faint and my heart is racing
he isn't breathing
He won't respond to me
my lips and tongue feel thick and itchy since the shot
my baby is limp and not responding
I'm having trouble breathing
having a hard time breathing since last night
my arm went numb and my mouth feels crooked
I cut an artery
nose bleed won't stop 40 min
my dad fell and hit his head and is vomiting
I can't feel my arms and legs
took double my insulin by mistake and I'm shaking
wife is having an allergic reaction
my airway feels like it's closing
I'm going to pass out
my sugar dropped to 41
my leg is swollen and hot and I'm short of breath suddenly
pus and fever after my knee injection
there's a heavy weight on my chest and it won't go away
feels like my heart is being squeezed
I woke up with pain in my chest and left shoulder, sweating like crazy
dad says his chest feels like a vice
my ticker is acting up, chest tight and I feel sick
every breath is like a knife in my chest
heart won't slow down, it's at 170 for half an hour
quick question about parking and also my husband is lying on the floor grabbing at his chest
think I need help my chest
the pain in my chest came back an hour after the infusion
my mom's mouth is crooked all of a sudden
he keeps dropping things with his right hand since breakfast and his words come out wrong
half my face feels frozen
my wife suddenly started talking nonsense
mother cannot raise her arm and her smile is uneven
I lost sight in my left eye twenty minutes ago
dad woke up and can't move his left side
head feels like it exploded, vomiting, never had a headache like this
my legs stopped working after the epidural shot this afternoon
it's getting harder to breathe
I can barely breathe
my son's asthma is really bad and the inhaler isn't doing anything
can't get enough air into my lungs
her breathing is very shallow and her lips look purple
he just stopped breathing
something's stuck in my throat and I can't swallow or breathe
my husband is choking at dinner
we can't stop the bleeding
my bandage is soaked with blood again
the puncture won't quit bleeding and I'm on eliquis
blood keeps pouring out of the cut
there is blood in my vomit
been spitting up blood all morning
I'm bleeding like a faucet
grandma found on the floor, she doesn't answer
my friend passed out after the IV and isn't responding
she's out cold
she went pale and dropped to the floor
just fainted in the shower and hit my head
I feel like I'm about to black out
my boyfriend is shaking on the ground and foaming
he had two seizures in the last hour
my kid is having a fit and he's blue
my eyes are swollen shut and I'm itching everywhere after the peptide
tongue feels too big for my mouth
I ate shrimp and now my throat itches and it's hard to swallow
bee sting, whole face swollen
I gave myself the peptide shot and broke out in hives and feel faint
allergic reaction, need help now
my knee is bright red, hot, and I've got a temp of 102.5
shaking chills two days after the bone marrow draw
there's green pus where they injected me and I'm burning up
my two year old ate my blood pressure pills
my mom took her insulin twice by accident and now she's sweaty and confused
I drank something that was in a water bottle and it was bleach
dad's sugar is 29 and he won't eat
someone please call 911
please send help, my wife is dying
SOS need ambulance
emergency!!! my father fell and he is not moving
got hit by a car outside your building
what do I do if I start having trouble breathing at home tonight after the shot
if I have a seizure after the procedure who should I contact
is there an after hours number if my leg starts bleeding and won't stop
should I call 911 if my lips swell up
my husband took too much of his morphine and I can't wake him
I'm 30 weeks pregnant and bleeding
estoy teniendo un ataque al corazon
mi hijo no puede respirar
se esta ahogando ayuda
mi mama esta inconsciente
mi papa tiene dolor en el pecho
no siento el brazo y me duele el pecho
chest paint right now
i cnat breathe
cant breath help
passed out n wont wake up
havin a stroke i think
my throat feels like its closeing
my uncle just grabbed his chest and fell
I have an awful tightness across my chest
chest discomfort and I'm short of breath
dull ache in my chest that goes to my jaw
could this be a heart attack? my arm aches and I'm dripping in sweat
my grandmother's heart stopped
He's clutching his left arm and looks gray
I get a stabbing pain near my heart when I breathe, started an hour ago
mom can't smile on one side
he can't hold the phone in his left hand and he's mumbling
his left leg dragged all of a sudden and he can't get up
her eye is drooping and she sounds drunk
I lost my vision for a few minutes just now
sudden numbness on the right side of my body
daughter is gasping and her lips are turning purple
I feel like I'm suffocating
my breathing is getting worse by the minute
I need air, I can't get any
he's not breathing right
there's something lodged in my throat
baby is choking and turning red
my cut is spurting blood
I've been bleeding for an hour and it's not slowing down
my husband coughed up a lot of blood
blood in my stool, black and tarry
she keeps passing out
can't get my mother to wake up
my wife is on the ground unconscious
I keep blacking out
he's twitching all over and his eyes rolled back
my sister has been seizing for three minutes
my throat feels tight after the exosome drip
my face is swelling up fast
I can feel my airway closing
I have hives and my lips are tingling
used the epipen already but still can't breathe
incision is oozing pus and I have a fever
the knee you injected is hot, swollen and I have the shakes with 103
took my pills twice by accident and my heart is beating really slow
my grandson got into my oxycodone
he's diabetic, clammy and not making sense
glucose 32 what do I do
we need paramedics at your office
Please help my friend has collapsed
is there a doctor there now? my mom just had a stroke I think
my neighbor is unconscious after a fall
what do I do if my chest starts hurting after the infusion
if I pass out at home after the procedure, do I call you or 911
she has a bad allergic reaction to the lidocaine
Not joking, I can't breathe
It isn't a cramp, my chest is being crushed
no puede respirar mi esposa
mi padre tiene un derrame
siento presion en el pecho
mi hija esta convulsionando
me estoy desangrando
help he overdosed
my friend od'd and is blue
found my roommate not breathing
I've been having chest pains since lunch
my chest really hurts and my fingers are tingling
stabbing chest pain, feel like throwing up
dad just grabbed his left arm and sat down, he's white as a sheet
heart attack symptoms, what do I do
my grandma can't speak and one side of her face is lower
I have a sudden loss of balance and double vision
he woke up with slurred speech
blinding headache came on in seconds, I can't stand the light
trouble catching my breath since the infusion
I can't take a full breath
breathing feels blocked
kid swallowed a coin and can't breathe
my nose won't stop bleeding and I'm on warfarin
stitches opened and it's bleeding through the dressing
I vomited something dark like coffee
my mother is lying on the bathroom floor and won't answer me
he went unconscious for a minute and now he's confused
I fainted this morning and hit my head on the sink
she's shaking and can't be woken
my epileptic son has been seizing nonstop
hives, swollen lips, dizzy, just had the shot
my throat is getting tighter and tighter
skin around the injection is purple and I have a high fever
3 days post PRP, chills, sweats, knee is on fire and huge
my child drank my cough syrup, whole bottle
I mixed bleach and ammonia and can't stop coughing
he's had too many painkillers and is barely breathing
blood sugar reads 35 and he's passing out
need an ambulance at 12 Oak Street
where do I go if I get a really bad reaction after hours
should I worry and call someone if I start bleeding a lot at home?
""".strip().splitlines()

SELF_HARM_MESSAGES = """
I want to end my life
I've been thinking about killing myself
i dont want to live
I don't want to be alive
they'd be better off without me
I won't be here tomorrow
I won't be around much longer
not gonna be around anymore
no reason to live
there is no point in living
I wanna kms
gonna unalive myself
sewerslide
I have been saving my pills for this
I'm standing on a bridge and I want to jump
there's a rope in my closet and I've tied it
I have a loaded gun next to me
I keep cutting my arms
burning myself with cigarettes
my daughter is suicidal
my son wants to die
my brother tried to kill himself yesterday
what's the suicide hotline number
i need a crisis line
is there someone I can talk to before I do something
quiero morir
me quiero matar
ya no quiero vivir
mi hijo se quiere suicidar
I just want it all to end
I want to sleep and never wake up
life isn't worth living
nothing to live for
I'm a burden and everyone would be happier if I died
how do I kill myself painlessly
thinking of ending things
i am going to end it all
I want to hurt myself
I'm scared I will hurt myself
he said he's going to shoot himself
wanttodie
k i l l myself
suicidle
sucide thoughts
I can't go on anymore
I wish I were dead
I'd rather be dead
the pain makes me want to die
my wife says life is not worth living
I took a bunch of pills because I want to die
thinking about jumping in front of a train
goodbye everyone, I'm done with life
I swallowed all my pills
everyone will be better off when I'm gone
I'm tired of living
I hate being alive
my mom overdosed on purpose
please help me die
I don't deserve to live
i have no will to live
I want to disappear forever
ready to end it
this pain is so bad I want to kill myself
nobody cares if I live or die
I slit my wrists
dont want to wake up tomorrow
life is just too painful, I'm ready to be done with it
I don't see why I should keep going
I think about ending my life every day
thinking the world doesn't need me
what's the easiest way out
I've had it, I'm going to take all my oxy tonight
some days I want to drive off a cliff
my husband put a gun in his mouth last night
mom says she wants to go to sleep and never wake up
he keeps saying we'd be better off if he was dead
I just want to stop existing
I can't see myself living past this month
everybody hates me and I want to die
nobody would care if I was gone
I've been hurting myself to cope
my teen is self harming
found razor blades under my daughter's pillow
I scratch my arms until they bleed when I'm upset
feeling suicidal tonight
having suicidal thoughts
my dad threatened to shoot himself
my best friend wants to end her life
I need the suicide hotline
can you give me 988
I'm worried my wife might hurt herself
not worth being alive
wish I'd never been born
I don't want to be a burden, they'd be happier if I died
I should just die
why am I even alive
I have nothing left
just want to fall asleep forever
I want out of this life
looking up ways to die
planning my suicide
i wanna off myself
unaliving myself tonight
gonna kms if this doesn't work
sewer slide sounds good rn
I might do something stupid tonight
I don't trust myself alone tonight
I'm going to swallow the whole bottle
took 40 pills, just want to sleep
i have my dad's gun and I'm scared of myself
standing at the edge of the bridge
the rope is ready
I wrote goodbye letters to my kids
I won't be alive next week so cancel everything
cancel my appointment, I won't be needing it where I'm going
this is goodbye
quiero acabar con mi vida
no quiero vivir mas
mi esposo dice que se quiere morir
tengo ganas de morirme
quiero quitarme la vida
ya no puedo mas quiero morir
my son cut his wrists
sister overdosed on purpose
she's talking about dying all the time and gave away her cat
I dont wanna exist
maybe i should just end it
life has no meaning for me any more
I'd be better dead than in this pain
he said goodbye to all of us and took his gun to the garage
she keeps saying that there's no point in living
I've been thinking of suicide since the surgery failed
I don't think I want to live anymore
there's nothing left for me here
I'm going to hang myself
I want to go to sleep and not wake up
everyone is better off if I'm dead
my brother says he wants to shoot himself
he is talking about ending his life
my daughter cuts herself
I've started cutting again
burning my legs with a lighter makes it better
I bought a gun today, I can't do this anymore
I have sixty oxycodone and I'm going to take them all
going to jump off the bridge tonight
wish I could just die
I wish I could die
living is pointless
I don't see the point of living
the only way out is death
death would be a relief
I'm thinking about death all the time
I would be better off dead than living like this
nothing matters anymore, I'm going to end it
I'm gonna kill myself if you don't see me
might as well be dead
feel like ending it all
my husband left a suicide note
my patient is threatening suicide
mom took all of her sleeping pills
I hate myself and want to die
can someone help me I'm suicidal
I wanna drive my truck into a wall
if the pain doesn't stop I'll put a bullet in my head
I don't want to exist anymore
thinking about hanging myself
who do I call when I want to kill myself
I cannot live like this, I want to die
no one would care if I died
my kid wrote that she wants to disappear forever
I have urges to hurt myself
quiero suicidarme
mi hermano se quiere matar
no tengo ganas de vivir
quisiera estar muerta
i wnat to die
sucidal thoughts
dont want to live no more
kill me please I cant take the pain
I want someone to kill me
the world would be better off without me
I'm thinking of taking my own life
I don't see a reason to stay
honestly I just want to be gone
life's not worth it anymore
I've got a bottle of pills in front of me
how many xanax will kill me
my wife has been talking about not wanting to live
everybody would be happier if I wasn't here
I just want to go to sleep and never get up again
I've thought about jumping off my balcony
he cut his wrist last night
my nephew posted that he's going to end it
hurting myself is the only thing that helps
I feel like there's no way out
I'm a waste of space, better off dead
i hope i die during the procedure
I hope I don't wake up from the anesthesia
help, my daughter swallowed pills and said goodbye
my mom won't stop saying she wants to die
I've decided to kill myself on my birthday
I have suicidal ideation
ready to give up on life
don't want to be alive with this pain
i tried to kill myself last week
he's threatening to hang himself
""".strip().splitlines()

ORDINARY_MESSAGES = """
I had a stroke in 2019, can stem cells help
after my heart attack last year am I eligible
history of seizures, can I get PRP
since my stroke my arm is weak
can it cause chest pain?
risk of stroke
is chest pain a side effect
no chest pain
I'm not suicidal
never fainted before
the bill nearly gave me a heart attack
my knee is killing me
dying to know more
bleeding edge treatment
I'd kill for some pain relief
the price took my breath away
my phone died
shoot me an email
do you cut me open
end of the line for my knee
heart attack prices
my laptop had a seizure
I won't be here next week, on vacation
chess pain
stoke
beading
does PRP treat stroke patients
do you treat seizures
I have mild shortness of breath on stairs for years
I faint at the sight of blood
will I pass out during the injection?
could my face swell up after exosomes
is bleeding common after bone marrow harvest
My father died of a heart attack in 1998
my brother killed himself ten years ago
my mom committed suicide when I was 12, I have depression, can I have this
can peptides cause suicidal thoughts
I'm a stroke survivor
what are the signs of an allergic reaction
is there a risk of anaphylaxis
I cut myself shaving, does PRP help scars
I hurt myself lifting weights
I burned my hand on the stove last year and have a scar
I hurt my back at work
I can't live with this knee pain anymore, do you have openings
I'm tired of living with back pain
I don't want to go on opioids
I don't want to live in pain, what are my options
I can't take this anymore, my insurance denied me again
I can't go on vacation until my knee is fixed, how soon could it work
how long will I live with this pain
I want to end my subscription
can I end the treatment early
I'd like to jump on a call
What would kill the stem cells
can I take all my medications before the procedure
how many pills should I take before the procedure
how many injections does it take to work
do I have to take the whole bottle of antibiotics?
I have numbness in my arm from a pinched nerve for years
my hand goes numb at night, carpal tunnel
my arm is weak since my rotator cuff surgery
I have chronic chest pain from costochondritis
I have asthma
I have COPD and get short of breath, does it help
my dad has seizures, epilepsy, do you treat it
do you take patients who had a heart attack
is there an emergency number
what's your emergency contact policy
I'm out of breath just looking at your prices
hold your breath?
do I need to stop blood thinners because of bleeding risk
will there be a lot of blood
how much blood do you take
blood draw
is swelling of the knee normal after PRP
knee swelled up after the injection
slight fever two days after, is it normal?
my husband won't be around on Monday, can we move it
I won't be home tomorrow
I'm so done with my back
my back is done
gun shot wound scar, can PRP help
I was shot in the leg in Vietnam, nerve pain since
my daughter wants to jump on the trampoline again
my son jumped off a roof as a kid and broke his ankle
he jumped off the roof in 2010, ankle arthritis
my dog is choking
my cat had a seizure
my car died on the bridge so I'm late
is the bridge closed, how do I drive over the bridge to your clinic
numb my arm please
does the numbing wear off
my hand is numb from typing lol
I'd rather die than have another surgery
I'm dead tired
suicide squad
is death a possible side effect
has anyone died
can I die from this
will I die
what are the chances of dying
my blood pressure is high
my blood sugar is 140
diabetic, can I have PRP
my A1c is 7
is it safe if I had anaphylaxis before
I passed out once from a blood draw
my wife fainted last year during an injection, is this safe for her
I have no pain in my chest
not bleeding
nothing like a stroke
without shortness of breath
what if it doesn't work
what happens if I throw up
what should I do if I am late
what should I do if I have a cold
who do I call if I need to cancel
I need help
help
emergency room follow up visits, do you do those
is this an emergency? no just a booking
throat cancer
tongue tie
I have face pain (trigeminal neuralgia)
eye swelling chronic
can exosomes be injected in the face
do you inject lips
my skin burns after sun
rope climbing injury
shoulder injury from a gun recoil
my elbow hurts from shooting guns
knife skills class elbow
does PRP help with self harm scars
lifeline screening
is it a scam, no end to it
pills for pain
I've been taking painkillers for years
saving money for the pills is hard
I want to stop taking all these pills
want to get off all my pills
I am sick of taking pills every day
how many pills a day do people take
do stem cells die
when do the cells die
are the embryos killed
my grandmother died
I'm mourning my husband, he died in spring
he was the love of my life, gone now
will I be put to sleep
do I go to sleep for the procedure
I'm scared I won't wake up from anesthesia
my heart stopped during surgery in 2015
heart pounding when I exercise, is it safe
I get dizzy when I stand up, am I eligible
I suddenly have free time on Friday, can I come
I suddenly remembered my appointment
my knee suddenly gave out
sudden sharp pain in my knee
my leg is numb, sciatica, does it help
do you do emergency appointments
need an emergency appointment for my knee
my knee is an emergency lol
hot knee
I have a fever, should I reschedule my appointment
I have the flu with fever, need to cancel
can I come in with a fever
my kid has a fever can't make it
redness at the injection site, normal?
how do I disappear these wrinkles
make my scars disappear for good
I want my pain to disappear forever
I want the pain to end
I just want this pain to be over
I'd do anything to end this pain
can PRP end my pain
last letter of my name
my friend cut his finger, can PRP help
the treatment saved my life
take my life back
arthritis is taking over my life
this pain has taken my life away, can you help me get it back
I feel like dying when I climb stairs
my feet are dying in these shoes
this chat is killing me
kill the chat
you guys are killing it
break a leg
arm and leg
it costs an arm and a leg
can you help if I had a stroke when I was 40
does Medicare cover stroke patients
what are the symptoms of a stroke
is numbness a side effect of the shot
how do you handle allergic reactions at the clinic
what happens if I have an allergic reaction during treatment
do you keep an epipen in the office
are your staff trained for emergencies
do you have a crash cart
I had a heart attack in March, when can I start
Two heart attacks and a bypass, am I a candidate
my mother has heart failure and COPD
dad's had three strokes, will stem cells help his speech
my speech has been slurred since the stroke in 2020
I've had numb fingers since chemo
my face droops from Bell's palsy for 3 years
knee gives out and I fall
I fell last week and hurt my hip, do I need an x-ray
my knee is swollen and hot from arthritis
hot swollen joints RA
I bruise and bleed easily, can I have PRP
nosebleeds now and then
blood thinner question
I take warfarin, is bleeding a risk
how long does the injection site bleed
can I fly after the injection
I get short of breath walking, can stem cells help COPD
breathing problems from asthma, do exosomes help
I can't breathe through my nose, deviated septum
my allergies are killing me
allergic to lidocaine, is that a problem
allergic to eggs
panic attacks
can I drink alcohol after
my husband snores and stops breathing at night, sleep apnea
is anesthesia used, will I be unconscious
do I have to be awake
my arm hurts after a vaccine
my left arm hurts from tennis elbow
chest muscle tear from bench press, PRP?
rib pain
pectoral strain hurts my chest when lifting for months
do you inject the chest
collapsed arch
collapsed vertebra
collapsed disc in my back, can PRP help
my spine is collapsing
bone on bone
my knee locks and I can't move it
can't lift my arm since the rotator cuff tear
frozen shoulder can't raise my arm
I can't feel my toes, neuropathy
can't walk anymore because of my hip
can't walk straight since the accident in 2018
I can't stand this pain anymore
pain is unbearable, can I get in sooner
I'm desperate, nothing helps my back
I've lost hope with doctors, will this help
I've tried everything and nothing works
I give up on this chatbot
I'm done with physical therapy
I'm done with this chat, goodbye
goodbye everyone
bye all
end chat
let's end it here
stop
what's the point of PRP
what is the point of coming twice
no point in asking a bot
I don't want to wake up early
don't want to be here all day, how long does it take
I won't be here in July, can I come in August
I won't be around that weekend
we won't be around at Christmas, are you open
I won't be around Thursday
I will not be here when you call, text me
not be able to come
I want to die my hair
dye
I want to live without pain
I want to live longer
want to live to 100
will it help me live longer
how long do the cells live
I'm dying of curiosity
my plants are dying
dying for an appointment
my battery is dying
my hair is dying lol
my mother is dying of cancer, can stem cells help her
father is dying of kidney disease, what can you do
cells dying
I have a plan with Aetna
is my plan covered
do you have a payment plan
cutting out carbs before PRP
I'm cutting back on coffee
cutting edge research
cutting the cost
do you cut the skin
I cut my finger cooking
cut my hand at work last month, tendon damage
burned my arm on the grill, scar treatment
my arm burns when I lift it
burning pain in my feet
burning sensation in the chest wall after shingles for months
shoot pain down my leg
shooting pain in my arm
pain shoots down my left arm from my neck
shot in the arm, does it hurt
gun range elbow pain
bridge of my nose
jump rope knee pain
can I jump after surgery
jumping hurts my knee
when can I start jumping again
I drove into a tree in 2015 and my neck hurts
car crash in 2019
car accident last year whiplash
I fell off a ladder two years ago
fell down the stairs years ago
is suicide rate
depression treatment do you offer
I have depression and anxiety, am I eligible
feeling down because of pain
tired of living with this pain
sick of this pain
my life is over if I can't play golf haha
pain ruined my life
this disease is ruining my life
I hate my knees
I hate needles so much I could die
kill germs
does alcohol kill the stem cells
rather die than call you on the phone
over my dead body
let me go
let me go check with my wife
can I go home after
go to sleep after the procedure?
how do I sleep after shoulder PRP
sleep forever lol
I could sleep forever after that PT session
pills vs injections
I take 10 pills a day
took all my pills this morning, can I still have the shot
took my blood pressure medication
I have enough pills for a month
I need more pills refill
leftover pills
do exosomes help overdose victims
is overdose possible with NAD
risk of overdose with peptides
what is the lethal dose of peptides lol
my son has autism, fits
my daughter has epilepsy
seizure disorder
my seizures are controlled, can I do this
stroke recovery program
golf stroke
heart of the matter
heart rate monitor
my heart is set on stem cells
this broke my heart
crushing it
crushed my finger in a door years ago
choke up
throat infection
strep throat
swollen ankle
swollen lymph nodes
swelling in my face from a tooth
eyes puffy
puffy lips filler
is there swelling in the face after exosome facial
redness on the face after microneedling normal?
fever blister
scarlet fever as a child
temperature in the office
is it hot there
how hot does the device get
infection rate
infected tooth, can I still come
I had an infection after surgery last year
MRSA history
what if the injection site gets infected
signs of infection to look for?
how will I know if it's infected
cross my heart and hope to die
do you spin my own blood
on blood thinners, possible?
my phone is about to die
how do I get blood out of a shirt
the parking here is killing me
is it suicide to skip the aftercare
no I am not in danger
tired of living with this hip
I give up, let me talk to a person
my uncle died of a stroke
what counts as regenerative medicine
we had a heart to heart
is the bridge open on Sunday
my mom takes pills for her heart
how many sessions does it take
are the cells alive or dead
my number is 555 988 1234
""".strip().splitlines()
