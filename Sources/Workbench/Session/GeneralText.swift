/// Plain prose about nothing of anyone's project, written for Assay: how well a model reads it before and after a training tells what
/// the training cost in general.
enum GeneralText {
    static let text = """
        The river begins as a dark seam between two stones. In early spring, when the snow above has softened, the seam becomes a thread, and \
        by the time it reaches the first houses it is wide enough that children must choose where to jump. Nobody in the village can say who \
        built the first mill. The church book mentions one in 1611, already old, already in need of a new wheel. Water was cheaper than oxen, \
        and more patient.

        A bicycle stays upright for reasons that surprise most people who ride one. It is tempting to say that the spinning wheels hold it up \
        like a gyroscope, and they do help a little. More important is that the front wheel steers itself into a fall: lean to the left, and \
        the fork turns left, and the whole machine moves back underneath its rider. A bicycle that cannot steer cannot be balanced by anyone, \
        however skilled.

        To make a simple bread, mix five hundred grams of flour with three hundred and fifty grams of water, ten grams of salt and a small \
        spoon of yeast. Stir until no dry flour is left, cover the bowl, and wait. After an hour fold the dough over itself four times, once \
        from each side. Wait again. When it has doubled, shape it gently, let it rest while the oven becomes very hot, and bake it for forty \
        minutes. It is done when it sounds hollow underneath. Let it cool before cutting, however good it smells.

        "You said you would be home by six," she said, without looking up from the letters on the table.
        "The train stood outside the station for half an hour. They told us nothing."
        "You could have called."
        "I could have," he said, and hung his coat on the door. "Is there any soup left?"
        She pointed at the stove. Outside it had begun to rain again, the thin rain of November that hardly falls.

        The heart of a healthy adult beats between sixty and one hundred times a minute at rest. Each beat pushes blood into two circuits: a \
        short one through the lungs, where it takes up oxygen, and a long one through the rest of the body. Four valves keep it moving in one \
        direction. The sound that a doctor hears is not the muscle at work but these valves closing.

        In the year after the war the town council had three problems and money for one. The bridge had lost its middle arch. The school had no \
        roof over its eastern wing. And the wells on the hill gave water that smelled of iron. They argued through two winters. In the end the \
        bridge was rebuilt, because the farmers on the other side threatened to sell their grain elsewhere, and the children were taught in the \
        dance hall of the inn until 1952.

        A library that lends books only to those who can prove that they will return them will soon lend to nobody. Trust has to be given \
        before it can be earned, and some of it is lost; a good librarian knows roughly how much, writes it into the budget, and does not \
        complain. What cannot be replaced, such as a map with handwritten notes, is read at a table near the window, under a lamp.

        Light takes a little more than eight minutes to travel from the sun to the earth, and more than four years from the nearest other star. \
        When we look at the sky we therefore look into the past, and not into one past but into many: the moon as it was a second ago, a planet \
        as it was this morning, a faint smudge as it was before there were any people to see it. No instrument can show us what is out there \
        now. We would have to wait.

        If a list of numbers is sorted, there is a quick way to find one of them. Look at the number in the middle. If it is the one you want, \
        you are done. If it is too large, forget the right half of the list, and if it is too small, forget the left half. Then do the same \
        with what remains. A list of a million numbers needs at most twenty looks. The same idea finds a word in a dictionary, a page in a \
        book, and the one faulty lamp in a long chain, provided that the lamps before it still shine.

        The old man kept bees behind the railway station. He had eleven hives, painted in colours left over from other people's fences, and he \
        spoke to them in the evening, because his father had done so. The honey was dark and tasted of lime trees. He sold it from a table \
        beside the gate, with a tin box for the coins, and in thirty years the box was emptied by a stranger only twice.
        """
}
