"""What people in the demo say. Written for it."""

WRITERS_ROOM = (
    "We are people who write, and who write more when somebody expects us.\n\n"
    "Every week there are small gatherings of at most twelve: a **hot seat** for what is stuck,"
    " a **workshop** for one small craft, **peer feedback** on one page, and a silent sprint"
    " before work. You say what you want to leave with, you leave with one small thing to do, and"
    " next time we ask.\n\n"
    "Beginners are welcome. Nobody reads aloud who does not want to."
)

CLAY_CIRCLE = (
    "A table for people who work with clay, at home or in a shared studio.\n\n"
    "We meet once a week, hold things up to the camera, and talk about glaze as if it were"
    " weather."
)

INTENTIONS = (
    "Find out why chapter three drags",
    "Cut my opening page by half and still like it",
    "Decide whether the narrator may lie",
    "Leave with one honest sentence about the ending",
    "Read my dialogue aloud and hear where it limps",
    "Choose between the two titles I keep swapping",
    "Work out what my main character is afraid of",
    "Get past the scene at the border that I keep skipping",
    "Ask three readers where they stopped trusting me",
    "Write two hundred words without deleting any",
    "Untangle who knows what in the kitchen scene",
    "Find a first line that is not about the weather",
    "Learn how others keep notes while they draft",
    "Give my essay a question instead of a topic",
    "Say out loud what the poem is about, once",
    "Find out if the flashback earns its place",
    "Stop polishing page one and start page two",
    "Settle on a tense and stay in it",
    "Hear whether my humour lands with strangers",
    "Make the villain's argument stronger than mine",
    "Pick one of five ideas and let four go",
    "See how short the prologue can become",
    "Ask for help with the letter I am afraid to send",
    "Describe the house without a single adjective",
    "Find the sentence where the story really begins",
    "Listen more than I talk, and write down one thing",
    "Plan the last act on one index card",
    "Learn to end a scene one beat earlier",
    "Get one kind and one hard comment on my poem",
    "Rewrite the argument so that both sisters are right",
    "Find a name for the harbour town",
    "Test whether my synopsis makes anyone curious",
    "Turn my research notes into one paragraph",
    "Decide what to leave out about my father",
    "Write the email to the magazine and not overthink it",
    "Find out if the translation still sounds like her",
    "Draft the scene in the lift from start to finish",
    "Bring the stuck sonnet and leave with a turn",
    "Work out the timeline of the summer of the flood",
    "Ask how people write when the day job was long",
    "Give the grandmother one line that is only hers",
    "Choose the three photos that go with my essay",
    "Learn one way of revising that is not rereading",
    "Find out which of my metaphors nobody understands",
    "Write one page by hand, badly, and keep it",
    "Get unstuck on the chapter with the trial",
    "See if my short story works without its last paragraph",
    "Decide if this is a novel or two short stories",
    "Practise giving feedback without rewriting for others",
    "Make a list of scenes I have been avoiding",
    "Find the smallest next step for my application",
    "Hear an outside view on my cover letter for the grant",
    "Begin the speech for my brother's wedding",
    "Find out why nobody finishes my newsletter",
    "Put the recipe chapter in an order that makes sense",
    "Try second person and see what happens",
    "Have one draft that I can show my agent on Friday",
    "Learn how to write a quarrel that nobody wins",
    "Stay with one paragraph for the whole sprint",
    "Write before I read the news today",
    "Finish the index of places in my walking book",
    "Get three titles for a story about two lighthouses",
    "Find the courage to cut the scene I love most",
    "Sketch how the two plots meet in the middle",
    "Ask what a child reader would want to know next",
    "Take one piece of advice and try it tonight",
    "Look at my verbs and change ten of them",
    "Know by the end whether I want to keep this chapter",
)

INTENTIONS_PT = (
    "Perceber onde o meu conto perde o ritmo",
    "Encontrar um fim para a carta que nunca enviei",
    "Escrever duzentas palavras antes do café",
    "Decidir quem conta a história: a avó ou a neta",
    "Ler um parágrafo em voz alta e ouvir o que falta",
    "Cortar três adjetivos por página sem dó",
    "Descobrir o que a minha personagem esconde",
    "Sair daqui com um primeiro verso",
)

CLAY_INTENTIONS = (
    "Understand why my handles crack at the join",
    "Choose one glaze for the whole dinner set",
    "Centre without holding my breath",
    "Find out how thin a rim may be",
    "Plan the next firing so that nothing sticks",
    "Ask how others wedge when their wrists hurt",
    "Decide what to do with the leaning teapot",
    "Learn to trim a foot that does not wobble",
    "Get ideas for a mark that is mine",
    "See whether the celadon works over dark clay",
)

ACTIONS = (
    "Cut the first page to one paragraph",
    "Send the poem to one friend",
    "Write the skipped scene, badly, in one sitting",
    "Read chapter two aloud and mark where I stumble",
    "Ask my sister what she remembers of that summer",
    "Put the five ideas on cards and throw four away",
    "Write one page by hand before work",
    "Change the tense in the opening and compare",
    "Mail the magazine",
    "Give the antagonist one good reason",
    "Find three other words for 'suddenly'",
    "Make a list of what the narrator leaves out",
    "Rewrite the last paragraph as dialogue",
    "Set a timer for twelve minutes and draft the quarrel",
    "Print the story and read it away from the desk",
    "Name every person in the kitchen scene",
    "Write the synopsis in four sentences",
    "Move the flashback to the second chapter",
    "Ask one reader where they got bored",
    "Go for a walk and dictate the scene in the lift",
    "Delete the prologue for a week",
    "Write ten bad titles",
    "Finish the form for the residency",
    "Copy out one paragraph that I admire",
    "Draw the map of the harbour town",
    "Write the ending first, on an index card",
    "Read two poems aloud each evening",
    "Give my notes one folder and one name",
    "Tell one person that I am writing a book",
    "Replace ten weak verbs",
    "Draft the wedding speech to the first joke",
    "Write the scene from the dog's side",
    "Clear the desk and leave the page open on it",
    "Try one idea from the room",
)

CLAY_ACTIONS = (
    "Pull six handles and keep the best two",
    "Glaze three test tiles and label them",
    "Throw ten bowls and cut all of them open",
    "Write down the firing schedule before I forget",
    "Ask the supplier about the new stoneware",
    "Trim four feet and measure them",
)

THANKS = (
    "Thank you for asking what the scene was for",
    "Thanks to whoever said that the sister is the real narrator",
    "Thank you for reading the long version",
    "Thanks for staying two minutes longer with my mess",
    "The question about the key opened the whole chapter",
    "Thank you for laughing at the right place",
    "Thanks for being honest about page two",
    "Thank you for the silence after I read",
    "It helped to hear that others start in the middle, too",
    "Thank you for remembering what I said last week",
    "Thanks for the word 'threshold', I will use it",
    "Thank you for keeping time so kindly",
    "Thanks for saying that it was already finished",
    "Thank you for the story about your first rejection",
    "Your note about the verbs was worth the whole hour",
    "Thank you for making room for a quiet person",
    "Thanks for telling me which line to keep",
    "Thank you for not fixing it and asking instead",
    "Thanks for sharing your own unfinished page",
    "Thank you for seeing what I was hiding",
    "The example with the train was just right",
    "Thanks for waiting until I found the word",
)

POSTS_BEFORE = (
    "Bring one page, printed if you can. Half a page is a page, too.",
    "We start on time and end on time. The door opens a quarter of an hour before.",
    "If it is your first time: you will not have to read. You may.",
    "Please say in your intention what is stuck. It helps me to choose who sits first.",
    "Have something to write with that is not your phone.",
    "Today's example is a paragraph of **fourteen words**. You will see why.",
)

POSTS = (
    "Here is the exercise again, for those who asked:\n\n1. Write the scene in five lines.\n"
    "2. Cross out the first and the last.\n3. Read what is left.",
    "I tried it last night. The scene lost a page and gained a point.",
    "The question I took home: *what does she want in this very minute?*",
    "For whoever mentioned lighthouses: there is a museum of them not far from here.",
    "My first draft for weeks. It is terrible and it exists.",
    "I have sent it. Whatever they answer, it is out of the house.",
    "A small list of endings that we liked:\n\n- the door that stays open\n- the letter unread\n"
    "- the joke told twice",
    "Does anyone want to swap pages before next week? Mine is about bees.",
    "> Start where you would begin to tell it to a friend.\n\nThat was the line. Thank you.",
    "I read mine to my daughter. She asked what happened next, so I have to know by Sunday.",
    "Two hundred and ten words this morning. The ten are the good ones.",
    "If you liked the timer: twelve minutes on, three off, four times. It carries me.",
    "Cut the prologue. Nothing fell down.",
    "Next time I would like to hear how you name people. Mine are all called something with M.",
    "The hard comment was the kind one. It took me a day to see it.",
    "I found the sentence where it begins. It was on page nine.",
    "Notes from our room: more verbs, fewer reasons, one dog too many.",
    "Small victory: I stopped in the middle of a sentence, so that tomorrow knows where to start.",
    "Thank you all. I was about to give this story away, and now it has a sister.",
    "Could we do the one with the index cards again?",
)

CLAY_POSTS = (
    "The handles held. Wetter slip, and I left them under plastic for two days.",
    "Tiles are out of the kiln. The blue one ran, the green one is *exactly* right.",
    "My teapot still leans. I have decided that it is listening.",
)

OFF_TOPIC = "Selling two tickets for Saturday, write to me. Also: a bicycle, hardly used."

CANCELLED_BECAUSE = "Eleni has lost her voice. The Saturday after stands, and so does the tea."

SPRINT_PURPOSE = (
    "Forty minutes of company and no talk. You write, we write, and at the end each of us says one"
    " line about how it went."
)

LETTERS_PURPOSE = "A small room to write a letter that will never be sent."
DRAFTS_PURPOSE = "Nobody knows whose page it is, so everybody reads the page."
OUT_OF_ORDER_BECAUSE = "These pages are due on Wednesday"
MISSED_BECAUSE = "My train stood still outside Coimbra for two hours, without any signal."
ACCESS_NEEDS = (
    "I read lips. Please keep cameras on while you speak.",
    "Large print of the pages a day before, if you can.",
)
ACCESS_ANSWER = "Yes. I will say so at the start, and type what gets lost."
PIECES = (
    ("The lift", "The lift stopped between two floors, and so did the quarrel.", "Who is right?"),
    ("Salt", "My grandmother measured salt by the sound it made.", "Where did you stop reading?"),
    ("Eleven steps", "From the door to the window it is eleven steps.", "What do you see?"),
    ("Half a map", "He sold me half a map and kept the half with the sea.", "Is it too short?"),
    ("Notes for a goodbye", "Say nothing about the coat.", "Which line would you cut?"),
    ("The understudy", "For nine years I knew her lines better than she did.", ""),
)
ANSWERS = (
    "I wanted to stay with the silence after the second sentence. The joke ends it too soon.",
    "The last line is the first one that only you could have written. Begin there?",
    "I lost track of who speaks in the middle. One name would be enough.",
)
