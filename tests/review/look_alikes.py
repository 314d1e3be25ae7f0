"""Made-up messages as visitors type them, put together by hand: what LOOK_ALIKE was chosen on.

`python -m tests.review.look_alikes` prints what each threshold would do with them.
"""

import sys
from typing import Dict, List, Sequence, Tuple

import numpy as np

from assistant.nlu.sentence_encoder import default_encoder
from assistant.review.grouping import Centroids, group_vectors

# Each line is one matter, its wordings parted by bars.
TOGETHER = """
do you take care of dogs | can you treat my dog | is this also for dogs | do u do pets, my dog limps
can i fly after the injection | is it ok to fly home after treatment | how soon can i get on a plane
do you sell gift cards | can i buy a gift certificate for my mom | gift vouchers available?
will it show up on a drug test | does prp make me fail a drug test | drug test at work after this?
can i drink alcohol afterwards | is wine ok after the shot | how long no alcohol after treatment
do you have wifi | is there wifi in the waiting room | wifi password?
can i bring my kids along | is it ok if my children come with me | may i bring a toddler
are you hiring | do you have any job openings | i am a nurse looking for work at your clinic
is it vegan | are the products vegan | do you use animal products in it
i have a pacemaker is that a problem | does a pacemaker matter | pacemaker ok?
can i get this while pregnant | i'm 5 months pregnant can i have it | safe in pregnancy?
what's the weather there | how is the weather in your town | is it raining there today
do you do home visits | can the doctor come to my house | i cant leave home, do you come to me
can you send me my records | i need a copy of my medical records | how do i get my chart
does it hurt more in winter | is the pain worse when it is cold | will cold weather make it hurt
do i need to shave my knee before | should i shave the area first | shaving before the injection?
can i take ibuprofen before | should i stop advil first | is aspirin ok before the shot
will my hair grow back | does it work for bald spots | can this fix hair loss
can i swim after | when may i go back in the pool | swimming after treatment ok?
do you speak russian | is there anybody who speaks russian | russian interpreter?
does tricare pay for it | is it covered by tricare | tricare accepted?
who won the game last night | what was the score of the game | did the bears win
tell me a joke | do you know any jokes | say something funny
how long is the drive from peoria | how far are you from peoria | distance to peoria
can it help my tinnitus | i have ringing in my ears, does it help | tinnitus treatment?
is there a military discount | do veterans pay less | discount for vets?
can i watch it on the ultrasound | will i see the needle on the screen | is the screen visible to me
what needle size do you use | how big is the needle | is it a thick needle
"""
# Near to one of the above, and still another matter.
APART = """
do you take care of cats in the waiting room
can i drive after the injection
does it hurt
is it safe
how much is it
can i smoke afterwards
i have a metal hip is that a problem
can i get this while breastfeeding
are you open on sunday
can i run after
do you speak spanish
does medicare pay for it
how long does the treatment take
how far apart are the injections
can it help my eyesight
is there a senior discount
what kind of cells do you use
should i stop eating before
can you send me the bill
can i bring my own blood
"""
THRESHOLDS = (0.45, 0.5, 0.55, 0.58, 0.6, 0.62, 0.65, 0.7, 0.75)


def list_matters() -> List[List[str]]:
    """The matters, each with its wordings."""
    matters = [[one.strip() for one in line.split("|")] for line in TOGETHER.strip().splitlines()]
    return matters + [[line.strip()] for line in APART.strip().splitlines()]


def count_pairs(groups: Sequence[int], matters: Sequence[int]) -> Tuple[int, int, int]:
    """Pairs put together that belong so, that do not, and that should have been."""
    right = wrong = missed = 0
    for i, (group, matter) in enumerate(zip(groups, matters, strict=True)):
        for other_group, other_matter in zip(groups[:i], matters[:i], strict=True):
            right += group == other_group and matter == other_matter
            wrong += group == other_group and matter != other_matter
            missed += group != other_group and matter == other_matter
    return right, wrong, missed


def group_at(vectors: np.ndarray, threshold: float) -> List[int]:
    """The group of each vector, in their order."""
    ids = list(range(len(vectors)))
    joined, _ = group_vectors(vectors, Centroids.of(vectors.shape[1]), ids, threshold)
    return [joined.get(number, number) for number in ids]


def main() -> None:
    """Print right, wrong and missed pairs by threshold, averaged over ten orders of arrival."""
    texts: Dict[str, int] = {
        text: number for number, matter in enumerate(list_matters()) for text in matter
    }
    encoder = default_encoder()
    vectors = np.stack([encoder.encode(text) for text in texts])
    matters = np.array(list(texts.values()))
    for threshold in THRESHOLDS:
        counts = []
        for seed in range(10):
            order = np.random.default_rng(seed).permutation(len(matters))
            counts.append(count_pairs(group_at(vectors[order], threshold), list(matters[order])))
        right, wrong, missed = np.mean(counts, axis=0)
        sys.stdout.write(
            f"{threshold:.2f}  right {right:5.1f}  wrong {wrong:5.1f}  missed {missed:5.1f}\n"
        )


if __name__ == "__main__":
    main()
