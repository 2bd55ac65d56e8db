"""Whose data each part of the system keeps. A part that is not here is shown as not yet judged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of data about people: who, what, why, by what right, who gets it, how long."""

    name: str
    persons: str
    data: str
    purpose: str
    basis: str
    receivers: str
    concerns: tuple[str, ...]
    """The kinds of retention rules that say how long."""


OPEN = "open"
"""Published data about organisations; at most the name of who recorded a change."""

HOLDINGS: dict[str, Holding] = {
    "clients": Holding(
        "Akter om klienter",
        "Våldsutsatta, barn, våldsutövare och deras närstående",
        "Identitet som pseudonym, kontaktuppgifter, bedömningar, insatser, svar och fritext."
        " Känsliga uppgifter om hälsa, uppgifter om brott och uppgifter med sekretess.",
        "Individbaserad systematisk uppföljning av stöd och insatser",
        "Uppgift av allmänt intresse och myndighetsutövning (art. 6.1 e) enligt socialtjänstlagen"
        " (2025:400); känsliga uppgifter enligt art. 9.2 g och h, uppgifter om brott enligt"
        " art. 10, med lagen (2001:454) om behandling av personuppgifter inom socialtjänsten",
        "Tilldelade handläggare och enhetschef. Kodat utan identitet: den egna organisationens"
        " analytiker, och forskare i uttag som två har beslutat. Inga andra utom i släppta"
        " sammanställningar."
        " Sekretess enligt offentlighets- och sekretesslagen (2009:400) 26 kap. 1 §.",
        ("client_record", "draft"),
    ),
    "client_surveys": Holding(
        "Brukarundersökning",
        "Klienter som har fått en kod och svarat",
        "Kod bara som nycklad kontrollsumma, med slumpat id för insatsperioden tills den används;"
        " svar utan namn, tid eller koppling, krypterade tillsammans med andras; svar som klienten"
        " själv har valt att visa dem som hjälper henne. Fel koder räknas per IP-adress i högst en"
        " timme.",
        "Veta vad klienterna tycker om hjälpen utan att någon kan hållas ansvarig för sitt svar",
        "Uppgift av allmänt intresse (art. 6.1 e); känsliga uppgifter enligt art. 9.2 h",
        "Enhetens medarbetare och samordnare, sammanställt om minst fem; det klienten skrivit med"
        " egna ord enhetschefen; delade svar de som når akten",
        ("survey_code", "survey_answers", "shared_survey_answers"),
    ),
    "staff": Holding(
        "Konton och behörigheter",
        "Medarbetare och förtroendevalda som loggar in",
        "Namn, e-post, roll, enhet, tider för behörighet, frånvaro, inloggningssätt och nycklar;"
        " den egna identiteten som pseudonym, så att ingen når sitt eget ärende och två personer"
        " verkligen är två; för sessioner tid, IP-adress och webbläsare. Misslyckade försök räknas"
        " i högst en timme. Den som organisationens inloggningstjänst känner står som en kod.",
        "Ge rätt person åtkomst och stänga av den som slutat",
        "Rättslig förpliktelse och allmänt intresse (art. 6.1 c och e), art. 32",
        "Chefer som ger behörighet, systemadministratör, logggranskare",
        ("invitation", "session"),
    ),
    "log": Holding(
        "Logg",
        "Medarbetare som läser och skriver; klienter bara som slumpade id",
        "Vem gjorde vad med vilket objekt, när och med vilket utfall, även inloggningar,"
        " misslyckade försök och nekad åtkomst. Aldrig innehåll. Granskarens bedömningar.",
        "Upptäcka obehörig åtkomst, visa för klienten vem som läst, bevisa att loggen är hel",
        "Rättslig förpliktelse (art. 6.1 c), art. 5.2 och 32",
        "Logggranskare; tillsynsmyndighet; klienten i utdrag",
        ("audit_event",),
    ),
    "disposal": Holding(
        "Gallring",
        "Medarbetare som föreslår och beslutar; klienter bara som slumpade id",
        "Förslag, beslut, bevarandestopp och gravstenar: slumpat id, dag, regel och vilka som"
        " föreslog, beslutade och verkställde.",
        "Förstöra uppgifter i tid och visa att det har gjorts",
        "Rättslig förpliktelse (art. 6.1 c), arkivlagen (1990:782)",
        "Arkivarie; tillsynsmyndighet",
        (),
    ),
    "operations": Holding(
        "Drift och säkerhetskopior",
        "Alla som finns i övriga register, krypterat",
        "Krypterade kopior, resultat av självkontroll utan personuppgifter.",
        "Kunna återställa efter fel",
        "Art. 32.1 c",
        "Driftansvarig, utan nycklarna till innehållet",
        ("backup", "self_test"),
    ),
}

BY_PART: dict[str, str] = {
    "accounts": "staff",
    "auth": "staff",
    "account": "staff",
    "sessions": "staff",
    "mfa": "staff",
    "socialaccount": "staff",
    "usersessions": "staff",
    "axes": "staff",
    "audit": "log",
    "retention": "disposal",
    "backup": "operations",
    "client_surveys": "client_surveys",
    "exchange": "clients",
    "follow_up": "clients",
    "instruments": "staff",
    "records": "clients",
    "organisations": OPEN,
    "comparisons": OPEN,
    "releases": OPEN,
}
"""Whose data the tables of a part hold, by its name."""

PARTS: dict[str, str] = {
    "accounts": "Konton, behörigheter, inloggning",
    "audit": "Logg över läsning och skrivning",
    "backup": "Säkerhetskopior och självkontroll",
    "client_surveys": "Brukarundersökning med kod",
    "comparisons": "Öppna jämförelser mellan organisationer",
    "exchange": "Kodade uppgifter ut, och filer ur andra system in: krypterade tills de är inlästa",
    "follow_up": "Individbaserad uppföljning",
    "instruments": "Organisationernas egna formulär, utan svar",
    "log_review": "Granskning av händelseloggen: urval, bedömning, utdrag",
    "open_data": "Läsgränssnitt för andra system",
    "organisations": "Organisationer och områden över tid",
    "portal": "Publika sidor",
    "privacy": "Dessa handlingar",
    "records": "Vägen in till akter om personer: tilldelning, spärr, nödöppning",
    "releases": "Utgåvor av statistik: små grupper dolda, godkända av två, undertecknade. Ett"
    " kodat underlag utan identitet ligger på servern tills utgåvan är beslutad, högst 30 dagar",
    "retention": "Gallring",
    "situation": "Lägesbild: sidor och dokument ur publicerade utgåvor",
    "unit_results": "Enhetens resultat: antal ur uppföljningen, små grupper dolda",
    "web": "Sidornas utseende och skyddshuvuden",
}
"""The parts in words."""
