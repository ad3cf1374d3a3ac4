"""Who is in the demo. Nobody here is real."""

from dataclasses import dataclass, field

from django.utils.text import slugify

DOMAIN = "demo.twelvefold.example"
PASSWORD = "twelve-seats-only"  # noqa: S105  printed beside the sign-ins, on people's own machines


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; `login` is the part before the @, made from the name if empty."""

    name: str
    zone: str
    locale: str = "en"
    roles: frozenset[str] = field(default_factory=frozenset)
    login: str = ""

    @property
    def email(self) -> str:
        return f"{self.login or slugify(self.name).replace('-', '.')}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A line of the table of demo sign-ins."""

    role: str
    person: Person
    to_try: str


LISBON, PORTO_ALEGRE = "Europe/Lisbon", "America/Sao_Paulo"
INSTRUCTOR, MODERATOR = frozenset({"INSTRUCTOR"}), frozenset({"MODERATOR"})

OWNER = Person("Beatriz Carvalho", LISBON, login="owner")
LEADER = Person("Maya Lindqvist", "Europe/Stockholm", roles=INSTRUCTOR, login="instructor")
GUARDIAN = Person("Tomás Ferreira", LISBON, roles=MODERATOR, login="moderator")
REGULAR = Person("Alba Romero", "Europe/Madrid", login="member")
NEWCOMER = Person("Noor Haddad", "Asia/Beirut", login="new")
OPERATOR = Person("Robin Keller", "Europe/Zurich", login="operator")

SIGN_INS = (
    SignIn("Owner", OWNER, "Settings, invitations, people; approve a request to join"),
    SignIn("Moderator", GUARDIAN, "People, requests to join, a safety answer that waits"),
    SignIn("Instructor", LEADER, "The studio: a template, a weekly series; run the live event"),
    SignIn("Member", REGULAR, "RSVP, check in to the live event, wrap up, My loop, the switcher"),
    SignIn("New member", NEWCOMER, "The first visit: a first RSVP with an intention"),
    SignIn("Operator", OPERATOR, "/operator/ and /health/; the code is on the page /inbox/"),
)

STAFF = (
    LEADER,
    GUARDIAN,
    Person("Ngozi Okafor", "Africa/Lagos", roles=MODERATOR),
    Person("Rafael Monteiro", PORTO_ALEGRE, "pt", INSTRUCTOR),
    Person("Daniel Osei", "America/Toronto", roles=INSTRUCTOR),
    Person("Eleni Markou", "Europe/Athens", roles=INSTRUCTOR),
)

PAUSED = Person("Gareth Pugh-Owens", "Europe/London")
LEFT = Person("Klara Nowak", "Europe/Warsaw")

# In the order in which they joined; those who stepped back and the newcomer come beside these.
MEMBERS = (
    REGULAR,
    Person("Joana Figueiredo", LISBON, "pt"),
    Person("Samuel Adeyemi", "Europe/London"),
    Person("Ines Valente", LISBON, "pt"),
    Person("Henrike Baumann", "Europe/Berlin"),
    Person("Mateus Rocha", LISBON, "pt"),
    Person("Siobhan Keane", "Europe/Dublin"),
    Person("Oluwaseun Bello", "Africa/Lagos"),
    Person("Camille Roussel", "Europe/Paris"),
    Person("Priya Raghavan", "Asia/Kolkata"),
    Person("Duarte Pimentel", "Atlantic/Azores", "pt"),
    Person("Marisol Vega", "America/Mexico_City"),
    Person("Jonas Eriksen", "Europe/Oslo"),
    Person("Leila Farahani", "Europe/Amsterdam"),
    Person("Carolina Antunes", LISBON, "pt"),
    Person("Theo Papadakis", "Europe/Athens"),
    Person("Amara Diallo", "Africa/Dakar"),
    Person("Giulia Ferrante", "Europe/Rome"),
    Person("Wanjiru Kamau", "Africa/Nairobi"),
    Person("Patrick Moynihan", "Europe/Dublin"),
    Person("Luana Teixeira", PORTO_ALEGRE, "pt"),
    Person("Ezra Goldfarb", "America/New_York"),
    Person("Yuki Nakahara", "Asia/Tokyo"),
    Person("Nuno Salgado", LISBON, "pt"),
    Person("Fatima Zahra Idrissi", "Africa/Casablanca"),
    Person("Callum Ferguson", "Europe/London"),
    Person("Anneke de Wit", "Europe/Amsterdam"),
    Person("Dolores Quispe", "America/Lima"),
    Person("Emre Aydin", "Europe/Istanbul"),
    Person("Rosalind Thorne", "Europe/London"),
    Person("Isaura Mendes", "Atlantic/Cape_Verde", "pt"),
    Person("Viktor Hruby", "Europe/Prague"),
    Person("Chiamaka Eze", "Europe/London"),
    Person("Lourdes Baptista", LISBON, "pt"),
    Person("Soren Mikkelsen", "Europe/Copenhagen"),
    Person("Talia Abramov", "Asia/Jerusalem"),
    Person("Hugo Lambert", "America/Montreal"),
    Person("Zanele Dube", "Africa/Johannesburg"),
    Person("Filipa Nogueira", LISBON, "pt"),
    Person("Arjun Menon", "Asia/Kolkata"),
    Person("Birgit Hallström", "Europe/Stockholm"),
    Person("Xavier Soler", "Europe/Madrid"),
    Person("Adaeze Obi", "America/Chicago"),
    Person("Gonçalo Prates", LISBON, "pt"),
    Person("Mireille Tchamba", "Africa/Douala"),
    Person("Owen Prichard", "Europe/London"),
    Person("Kateryna Bondar", "Europe/Kyiv"),
    Person("Renata Siqueira", PORTO_ALEGRE, "pt"),
    Person("Bartholomew Finch", "Pacific/Auckland"),
    Person("Elodie Marchand", "Europe/Brussels"),
    Person("Armando Chissano", "Africa/Maputo", "pt"),
)

ASKING = (
    (
        Person("Saskia Vermeer", "Europe/Amsterdam"),
        "I have been writing one page a day for a year and nobody has read any of it. I would like"
        " that to change.",
    ),
    (
        Person("Anselmo Brito", LISBON, "pt"),
        "Joana told me about the Monday hot seat. I have a novel that stops at chapter four.",
    ),
)
DECLINED = Person("Best Deals Online", "Europe/London")
DECLINED_SAYS = "We have an exciting offer for all of your members."
INVITED = f"vera.osterman@{DOMAIN}"

CLAY_MEMBERS = (
    REGULAR,
    Person("Moira Lachlan", "Europe/London"),
    Person("Petra Zupan", "Europe/Ljubljana"),
    Person("Celestino Gama", LISBON, "pt"),
    Person("Hyejin Park", "Asia/Seoul"),
    Person("Bram Hofstede", "Europe/Amsterdam"),
    Person("Agnes Tuomi", "Europe/Helsinki"),
)
