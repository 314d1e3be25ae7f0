"""Words that are no names: what sentences, greetings, clinics, bodies and calendars are made of."""

from assistant.booking.reading.word_lists import split_words

# A message with one of these is a sentence or a question, never a name.
SENTENCE_WORDS = split_words(
    """
    i me my mine myself you your yours u ur we us our they them their it its he she him her
    his what whats who whos whom whose why when where which how hows is isnt are arent am was
    wasnt were be been being do does doesnt did didnt dont have has had havent can cant cannot
    could couldnt would wouldnt should shouldnt must shall might wont not never nothing nobody
    none rather prefer want wants need needs needed like likes get gets getting got give gives
    take takes tell tells say says ask asks know knows think thinks feel feels see sees make
    makes let lets go goes going come comes coming call calls book books try tries help helps
    work works hurt hurts ache aches use uses cost costs pay pays start stop wait the a this
    that these those there here of to in on at by with from about into after before because
    since until while if then than so but or and as for off out over under up down very really
    just only also too still already again ever always maybe perhaps some any all every im ill
    ive id hes shes thats theres youre theyre wheres
    """
)
# These sentence words are names as well where they are written like one ("An Do", "My Le").
NAMES_TOO = split_words(
    """
    do to so an my no he you see in on the am ill let her
    """
)
# Alone or with each other these are no name; beside a real name some of them could be one.
COMMON_WORDS = split_words(
    """
    yes yeah yep yup ya yea ok okay okey k sure fine good great nice cool perfect right
    alright correct true no nope nah n y false wrong hello hi hey hiya howdy greetings morning
    afternoon evening night bye goodbye welcome thanks thank thx ty cheers please pls plz
    sorry excuse pardon oops hmm um uh er well oh ah lol haha wow test testing asdf qwerty abc
    xyz foo bar name names first last full middle surname anonymous anon unknown private
    secret nobody noone someone anyone everyone human person people guy man woman lady
    gentleman boy girl kid child children mom mum mother dad father wife husband son daughter
    brother sister friend family parent grandmother grandfather grandma grandpa patient
    patients client customer visitor new old existing next previous back skip pass cancel quit
    end exit continue forget mind nevermind nvm idk dunno whatever anything something else
    other another different same more less many much lot lots few both either neither each own
    one two three four five six seven eight nine ten once twice second third time times hour
    hours minute minutes prp stem cell cells plasma platelet platelets platelet-rich exosome
    exosomes bone marrow injection injections shot shots therapy therapies treatment
    treatments procedure procedures surgery surgeries operation regenerative medicine medical
    medication meds drug drugs cortisone steroid steroids hyaluronic gel laser ultrasound mri
    xray x-ray scan scans blood test tests doctor doctors dr doc nurse staff clinic clinics
    hospital office provider specialist receptionist desk team appointment appointments appt
    booking bookings consultation consult consults visit visits slot slots reservation
    schedule scheduling reschedule request form price prices pricing cost costs fee fees
    payment payments cash card credit insurance insured medicare medicaid coverage covered
    discount refund free money dollar dollars parking address location directions hours open
    opening closed website online email e-mail mail phone number cell-phone mobile telephone
    contact text message chat bot robot virtual assistant agent operator representative
    manager info information question questions answer answers faq covid vaccine allergy
    allergies diabetes cancer pregnancy pregnant risk risks safe safety effects side evidence
    research study studies approved fda results result success rate recovery healing
    preparation fasting sedation anesthesia pain pains ache aches aching painful sore stiff
    stiffness swelling swollen numb numbness injury injuries injured accident fall fracture
    sprain strain tear torn arthritis arthritic osteoarthritis tendinitis tendonitis bursitis
    sciatica stenosis meniscus acl mcl rotator cuff disc disk herniated degenerative chronic
    acute severe mild bad better worse worst best urgent emergency asap soon now today
    tomorrow tonight yesterday knee knees hip hips shoulder shoulders elbow elbows wrist
    wrists hand hands finger fingers thumb ankle ankles foot feet toe toes heel heels leg legs
    arm arms neck spine spinal lumbar lower upper left joint joints muscle muscles tendon
    tendons ligament ligaments cartilage nerve nerves hair face skin head headache chest heart
    lung lungs stomach hamstring groin thigh calf shin jaw problem problems issue issues
    condition conditions symptom symptoms concern concerns reason weekday weekdays weekend
    weekends week weeks day days month months year years date dates monday tuesday wednesday
    thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
    february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec noon midnight mornings afternoons evenings nights
    early late later earlier sometime anytime whenever available availability possible
    impossible interested looking hoping wondering calling writing confused worried scared
    nervous tired afraid happy sad angry upset unsure serious joking american canadian mexican
    british english spanish german french italian indian chinese diabetic disabled retired
    employed unemployed insured allergic vegan married single divorced athlete runner teacher
    student veteran again ready busy unable able willing done finished fine okay back home
    away street st avenue ave road rd suite city state county country york angeles chicago
    houston phoenix springfield texas california florida illinois ohio usa america united
    states north south east west blue cross shield mayo aetna cigna humana kaiser best regards
    kind sincerely respectfully yours dear sir madam stop go send submit confirm agree accept
    decline love hate fast quick slow big small long short book reserve change update correct
    edit delete remove add describe explain hurting limping bleeding throbbing acupuncture
    massage botox filler fillers
    chiropractor chiropractic physio lupus gout tmj ms als alzheimers parkinsons autism stroke
    copd asthma ivf prolotherapy ozone iv nad vitamin vitamins rich blood-thinner walk-in
    walking running standing sitting sleeping stairs
    """
)
# Common words that are surnames or given names too: they stand beside another name ("Ana Price").
SURNAMES_TOO = split_words(
    """
    price long young day church rich may june april august grace hope joy dawn faith mark bill
    art frank rose ray king love park parks cash banks wells hand hart head brown white black
    green gray grey cook baker best good self bell cross house field fields ford wood woods
    stone rivers lake hill hills west north east south small little short sharp swift strong
    wise noble bishop knight noon early day days weeks month summer winter snow frost german
    french english york houston texas chester sun mon jan dec kay lady boy man young friend
    child kidd page reading booker will walker sterling shields shield sadler coffin payne
    pain cruz may june wang yu doe dear chu au le mar jun tu ho an so no phoenix florida fine
    sure nice great bright grant nurse drew rob sue pat dean tony cord slot fields carter
    marrow bone shin calf
    """
)
# May stand alone as an answer, though each is a word of its own.
GIVEN_NAMES_TOO = split_words(
    """
    guy ed may june april august grace hope joy dawn faith mark bill art frank rose ray will rob sue
    pat dean drew jan grant king carter phoenix florida chester sterling houston
    """
)
