"""The risks to the persons the data is about, what is done against each and what remains."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: how it can happen, what it does to somebody, which measures, what remains."""

    name: str
    how: str
    harm: str
    measures: tuple[str, ...]
    remains: str


_LIFE = "Den som flytt kan hittas, hotas, skadas eller dödas; barn likaså."

RISKS: tuple[Risk, ...] = (
    Risk(
        "Våldsutövaren arbetar i kommunen",
        "En anställd som själv är våldsutövare, eller närstående till en, söker efter den utsatta,"
        " ser att en akt finns eller vem som arbetar med den.",
        _LIFE,
        ("block", "policy", "accounts", "log"),
        "Spärren bygger på att någon vet om sambandet eller att den anställdes identitet är känd."
        " Den som ser över axeln, frågar en kollega eller ser en bokad lokal stoppas inte.",
    ),
    Risk(
        "Den nyfikna kollegan",
        "En behörig handläggare läser om någon som hen inte arbetar med.",
        "Förlorat förtroende, förtal, i värsta fall att uppgiften når våldsutövaren.",
        ("policy", "log"),
        "Den som är tilldelad kan läsa mer än arbetet kräver. Det upptäcks i efterhand av den som"
        " granskar loggen, om granskningen görs.",
    ),
    Risk(
        "Förföljare vid delad skärm eller telefon",
        "Någon ser i webbläsarens historik eller på skärmen att den utsatta har sökt hjälp.",
        "Våldet trappas upp.",
        ("traces",),
        "Historiken i webbläsaren raderas inte av att sidan lämnas, och övervakad utrustning"
        " avslöjar allt.",
    ),
    Risk(
        "Någon känns igen i publicerad statistik",
        "Små tal, jämförelser mellan tabeller eller år gör att en person kan räknas fram.",
        "Att någon sökt hjälp röjs för den som redan vet lite.",
        ("releases", "policy"),
        "Uppgifter om personer får bara lämna systemet i frysta, skyddade sammanställningar. Den"
        " som har egen kunskap om ett enda ärende kan ändå dra slutsatser.",
    ),
    Risk(
        "Annan kommun i samma installation",
        "En felaktig fråga eller länk visar en annan organisations uppgifter.",
        "Uppgifter når personer utan rätt till dem.",
        ("policy", "keys"),
        "Fel i programmet. Nycklar per organisation gör att innehållet ändå inte kan läsas.",
    ),
    Risk(
        "Stulen säkerhetskopia eller disk",
        "En kopia lämnar organisationen.",
        _LIFE,
        ("keys", "backup", "retention"),
        "Koder och datum som inte är krypterade fält kan läsas av den som öppnar en kopia.",
    ),
    Risk(
        "Utpressningsprogram eller haveri",
        "Databasen krypteras, förstörs eller blir otillgänglig.",
        "Insatser försenas; den utsatta står utan stöd.",
        ("backup", "log"),
        "Tiden fram till återläsning. Kopior som når samma nät kan drabbas samtidigt.",
    ),
    Risk(
        "Systemadministratör som missbrukar sin ställning eller får sitt konto kapat",
        "Den som sköter driften läser databasen, loggen eller nycklarna.",
        _LIFE,
        ("keys", "log", "policy"),
        "Den som råder över hela servern kan läsa det som visas medan det visas. Organisationen"
        " behöver skilja på den som sköter drift och den som sköter nycklar.",
    ),
    Risk(
        "Formel eller skadlig kod i en fil",
        "En inskickad eller hämtad fil kör kod hos mottagaren eller på servern.",
        "Uppgifter läcker eller förstörs.",
        ("files",),
        "Fel i läsarens egna program.",
    ),
    Risk(
        "Uppgifter finns kvar för länge, eller försvinner för tidigt",
        "Gallring glöms, görs fel eller används för att dölja något.",
        "Gamla uppgifter röjs; eller ett bevis om våld är borta när det behövs.",
        ("retention", "log"),
        "Två personer i samråd kan gallra i förtid bara om nämndens regel medger det. Utdrag på"
        " papper och i andra system omfattas inte.",
    ),
    Risk(
        "Skyddade personuppgifter röjs",
        "Adress, skola eller en fingerad identitet kopplas till en person.",
        _LIFE,
        ("policy", "block", "keys"),
        "Det som skrivs i fritext kan röja plats. Rutiner och utbildning behövs.",
    ),
)
