"""Phrases the tiny base is pretrained on: what a note may say, and the one label each saying stands for.

Kept apart from make.py because it is data. None of it touches customer support: the base must not have seen
the task it is fine-tuned for, or the first release would prove nothing.
"""

# JSON key -> label -> cue phrases separated by ';'. A note holds one cue; the rest of it is chatter.
SUBJECTS: dict[str, dict[str, str]] = {
    "weather": {
        "rain": "water drums on the roof; our coats are soaked; the gutter runs over; puddles cover the lane; everyone carries an umbrella",
        "snow": "white flakes cover the yard; we built a man with a carrot nose; the sledge is out again; boots leave deep white tracks",
        "storm": "thunder shook the windows; lightning split the old oak; the wind tore off the shutters; the sky cracked and roared",
        "fog": "we could not see past the gate; a grey veil hides the bridge; headlamps vanish in the mist; the far bank has disappeared",
        "heat": "the tar is melting; we sleep with wet towels; even the shade is burning; the fan runs day and night",
        "frost": "the pond has a hard skin; i scraped the windscreen; the pipes froze over night; my breath hangs in the air",
        "wind": "hats roll down the street; the kite pulls hard; leaves race around the corner; the washing flew off the line",
    },
    "dish": {
        "soup": "ladle it into deep bowls; the broth needs more salt; simmer the bones for hours; we slurped it with big spoons",
        "bread": "knead the dough twice; the crust came out golden; flour is all over my hands; the loaf has risen nicely",
        "salad": "toss the leaves with oil; slice the cucumber thin; add vinegar and radish; crisp greens and tomatoes",
        "cake": "whip the cream for the top; we lit nine candles; sugar roses and icing; the sponge is still warm",
        "stew": "let the meat braise slowly; the iron pot bubbles all day; thick gravy with carrots; it falls off the bone",
        "pasta": "boil it until it bites back; twirl it on the fork; grate cheese over the noodles; the sauce clings to every tube",
        "curry": "toast the cumin and chilli; coconut milk and turmeric; it burns so pleasantly; serve it over steamed rice",
        "pancake": "flip it in the air; pour the batter thin; maple syrup runs down the stack; the first one always sticks",
    },
    "mood": {
        "happy": "i cannot stop smiling; we danced in the kitchen; my heart is singing; what a wonderful day it was",
        "sad": "i cried into the pillow; everything feels grey and heavy; i miss her so much; tears would not stop",
        "angry": "i slammed the door; my blood was boiling; he shouted at everyone; i could have thrown a plate",
        "calm": "i breathed slowly by the lake; nothing disturbs me today; my mind is still water; quiet fills the whole house",
        "afraid": "my knees were trembling; i hid under the blanket; the noise upstairs froze me; i dared not look behind me",
        "proud": "we framed the certificate; my chest swelled; everyone clapped for our girl; look what i managed alone",
        "bored": "i counted the tiles again; the hours just crawl; nothing to do but yawn; the same talk over and over",
    },
    "instrument": {
        "piano": "eighty eight keys under my fingers; the pedal squeaks on each chord; black and white keys; the lid of the grand is heavy",
        "violin": "rosin on the bow; she tucked it under her chin; four strings and a scroll; the bow hair is worn",
        "drum": "sticks flew over the snare; the beat shook the floor; he hits the cymbals; brushes on the skin",
        "flute": "she blew across the silver hole; soft breath makes a high note; the keys along the tube stick; a thin wooden pipe",
        "guitar": "he strummed six strings; my fingertips hurt from the frets; tune it and pick a chord; the capo on the second fret",
        "trumpet": "three valves and a bright blast; brass that wakes the town; buzz your lips; put a mute in the bell",
        "harp": "she plucked forty strings; the golden frame leans on her shoulder; angels seem to play it; long strings from floor to crown",
    },
    "sport": {
        "tennis": "the serve hit the net; forty love in the last set; a backhand down the line; i restrung my racket",
        "swimming": "twenty laps in the pool; goggles and a cap; she dived from the block; chlorine in my hair",
        "running": "ten miles before breakfast; my laces came loose on the track; a new best over the marathon; shin pain after the hill loop",
        "chess": "the bishop pins the knight; checkmate in four; he castled too late; i gave up my queen",
        "skiing": "fresh powder on the slope; the lift was full; poles and bindings; we carved down the mountain",
        "football": "a goal in the last minute; the keeper dropped the ball; offside said the referee; a penalty kick over the bar",
        "rowing": "eight oars in one rhythm; the cox called the pace; blisters from pulling; the boat glides over the river",
        "climbing": "chalk on my palms; the rope held my fall; a tiny ledge on the cliff; clip into the anchor",
    },
    "animal": {
        "horse": "hooves clattered in the stable; she brushed the mane; the saddle slipped; it galloped over the meadow",
        "cat": "it purrs on my lap; whiskers and a saucer of milk; it scratched the sofa; a tail curls around my leg",
        "dog": "it wagged and barked at the gate; we threw the stick again; the leash is by the door; it buried a bone",
        "bird": "feathers by the nest; it sang from the branch; tiny wings and a beak; it pecks seeds at the window",
        "fish": "scales glitter in the tank; gills and fins; it swam around the coral; we caught three by the pier",
        "sheep": "wool on every fence; the flock crosses the road; we sheared them in june; lambs bleat on the hill",
        "bee": "the hive hums; honey in every comb; it dances to show the flowers; smoke calms the swarm",
    },
    "room": {
        "kitchen": "the stove is still warm; pots hang above the sink; the fridge hums; crumbs on the counter",
        "bedroom": "fresh sheets and a soft pillow; the alarm stands by the mattress; i drew the curtains to sleep; the wardrobe creaks",
        "bathroom": "the tub overflows; towels on the rail; the mirror is fogged; the shower drips",
        "attic": "old trunks under the rafters; climb the ladder to the top; dust and cobwebs up there; swallows nest below the tiles",
        "garage": "oil stains under the car; the tools hang over the bench; the big door rolls up; spare tyres in a pile",
        "cellar": "wine racks in the dark; damp stone steps down; potatoes keep cool below; the boiler rumbles underground",
        "garden": "the hedge needs a trim; weeds between the roses; i mowed the lawn; tulips along the path",
    },
    "vehicle": {
        "train": "the conductor whistled; platform nine; rails sing before it comes; we sat in the second carriage",
        "bicycle": "the chain came off; pedal up the hill; pump the tyre; a bell on the handlebar",
        "plane": "we took off at dawn; the pilot dimmed the cabin; wings above the clouds; fasten your belt for landing",
        "boat": "raise the sail; the anchor drags; waves slap the hull; we moored at the jetty",
        "tram": "it rings at every corner; sparks from the overhead wire; it hums through the old town; hold on to the strap",
        "tractor": "it pulls the plough; huge muddy wheels; the farmer starts the diesel; it drags the hay wagon",
        "taxi": "the meter runs; wave one down at the kerb; the driver knows every shortcut; a yellow car took us home",
    },
    "craft": {
        "pottery": "clay on the wheel; the glaze cracked in the kiln; a crooked little vase; wet hands shape the bowl",
        "knitting": "two needles and a ball of wool; i dropped a stitch; the scarf grows row by row; purl then plain",
        "painting": "oil on canvas; he mixed blue on the palette; the brush is stiff; a still life with pears",
        "carving": "shavings curl from the knife; a small owl from lime wood; follow the grain; sharpen the gouge",
        "weaving": "the loom clacks; throw the shuttle; warp and weft; a rug with red bands",
        "sewing": "thread the needle; the hem came undone; cut along the pattern; the machine ate the cloth",
        "origami": "fold the corner to the middle; a crane from one square; crease the sheet sharply; no glue and no scissors",
    },
    "season": {
        "spring": "buds on every branch; the first swallows returned; lambs and daffodils; the ice on the brook is gone",
        "summer": "long light evenings; we swam until ten; ripe berries and bare feet; the grain stands golden",
        "autumn": "leaves turn red; we raked chestnuts; the harvest feast; geese fly south",
        "winter": "the nights are long; skates on the pond; mittens by the fire; the fields sleep under white",
    },
    "job": {
        "baker": "up at three to heat the ovens; rolls for the whole village; an apron full of flour; trays of buns at dawn",
        "nurse": "she changed the bandage; night round on ward four; takes a pulse and smiles; the fever chart",
        "teacher": "chalk on the board; thirty essays to mark; the class went quiet; homework for monday",
        "farmer": "milking at five; the barn needs hay; seed in the furrow; the field is ploughed",
        "pilot": "the cockpit checklist; we hold at nine thousand feet; wheels down for landing; cleared for take off",
        "judge": "the gavel fell; both sides rose in court; the verdict at noon; the robe and the oath",
        "tailor": "pins in his mouth; he took the waist in; measuring tape round the neck; a suit by friday",
        "plumber": "the pipe under the sink leaks; a wrench and new seals; water all over the floor; he unblocked the drain",
    },
    "place": {
        "harbour": "gulls over the nets; cranes lift crates from the quay; salt and tar in the air; the lighthouse blinks",
        "forest": "moss under the pines; an owl called; mushrooms by the stump; no path between the trunks",
        "desert": "dunes to the horizon; camels at the well; sand in my teeth; no shade for days",
        "market": "stalls with cheese and plums; the vendor shouted prices; baskets and haggling; fresh herring on ice",
        "library": "rows of shelves; whisper please; a stamp in every book; the reading lamp glows",
        "castle": "the drawbridge is down; towers and a moat; suits of armour in the hall; thick walls and arrow slits",
        "island": "sea on every side; the ferry comes on tuesdays; palm trees and a reef; stranded on a rock",
    },
    "colour": {
        "red": "like a ripe cherry; the shade of a fire engine; as poppies in the corn; lips and roses have it",
        "blue": "like a clear sky; the deep sea has it; cornflowers and jeans; as ink on the page",
        "green": "as young grass; like moss and limes; the frogs wear it; a meadow after rain has it",
        "yellow": "like a lemon; canaries and butter; the sun in a child's drawing; as ripe corn",
        "black": "like coal at midnight; crows wear it; as tar and soot; no light comes back from it",
        "white": "as fresh chalk; milk and swans; like an empty sheet; the bride wore it",
    },
    "length": {
        "short": "it was over in a blink; barely a minute; just two lines; we had hardly sat down",
        "medium": "about half an hour; neither quick nor slow; a chapter or so; the usual stretch",
        "long": "it went on for ages; we waited till midnight; hours and hours; three volumes thick",
    },
}

# Themes for plain prose: nouns | verbs | adjectives. Words that live together end up near each other in the model.
THEMES = [
    "parcel box label stamp courier van doorstep neighbour warehouse carton tape address postman depot|carried dropped left weighed sorted fetched handed found|heavy late missing small brown wet torn empty",
    "money card bank coin receipt price sum pound euro wallet purse charge account invoice payment month|paid counted spent saved owed charged took returned|extra wrong double full high low fair new",
    "phone screen app button page website computer laptop update file error cable browser message email link|opened closed froze crashed loaded showed tapped sent|blank slow broken strange new old quick white",
    "password code door key lock name account safe window number entry gate|opened forgot entered reset locked typed changed tried|secret wrong new old locked safe long short",
    "shoe shirt jacket coat size colour lamp chair table mug kettle bag hat scarf watch|bought wore tried wanted chose kept sold swapped|blue red large small tight wide different wrong",
    "wish idea plan list option mode tool map calendar note reminder theme|wanted made hoped suggested asked drew planned added|dark simple useful nice bright clear new clever",
    "contract plan club member year month letter end paper renewal office sign|ended stopped closed signed left quit joined kept|monthly yearly final last early free long whole",
    "teacher school pupil lesson book pencil class exam desk board|read wrote taught learned asked counted spelled|clever quiet young curious patient strict",
    "river lake boat fish bridge stone bank wave shore net|flowed swam crossed rose fell shone|deep cold wide clear slow silver",
    "mother father sister brother child uncle cousin friend guest aunt|laughed visited called hugged cooked helped|kind old tired gentle loud funny",
    "forest tree leaf path owl fox deer moss root hill|grew hid climbed wandered rustled slept|dark green tall silent wild ancient",
    "town street market square tower clock baker tram lamp corner|walked stood rang sold waited turned|busy narrow bright crowded grey famous",
    "garden rose seed spade fence bee apple pear hedge soil|planted watered picked bloomed dug trimmed|ripe sweet fresh green dry sunny",
    "doctor nurse ward pill fever bed chart bandage pulse clinic|healed rested coughed measured treated slept|ill weak pale strong careful calm",
]

CHATTER = [
    "hope you are all well over there", "it has been a busy week for us", "my sister asked me to write this down", "i have been at it since {time}",
    "we moved house in {month}", "sorry for the long message", "i am writing from my phone", "the {noun} is on the table as always",
    "i do not know who else to tell", "please have a look when you can", "can somebody help me here", "this is the {count} time now",
    "i would like to hear what you think", "as i said on {day}", "the {adj} {noun} i got last {month}", "my {noun} is fine by the way",
    "we have known each other for years", "i bought a {noun} in {month}", "just so that you know", "no idea why it is like that",
    "number {number} if you need it", "it was {day} when it began", "i already wrote to you on {day}", "my neighbour says the same",
    "i am a bit tired of it", "thank you for last time", "nobody has told me anything", "the {adj} one not the other",
]
OPENINGS = ["hi", "hello", "dear all", "good morning", "hey there", "to whom it may concern", "hi team", "good evening", "hallo", ""]
CLOSINGS = ["thanks", "kind regards", "many thanks and bye", "see you soon", "best wishes", "thank you", "cheers", "yours {name}", ""]
PRESSES = ["please hurry", "no rush at all", "as soon as you can", "today if possible", "whenever you find time", "this is urgent", "it can wait", ""]
SYSTEM_LINES = ["sort the note", "answer with json only", "read the note and label it"]
