"""What is told of a form that was read or written: what was carried over, and what was not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kvinnofrid.catalogue import Text

NOT_CARRIED: dict[str, Text] = {
    "repeat": Text(
        sv="Upprepade grupper finns inte här. Gruppen och dess frågor är borttagna.",
        en="There are no repeated groups here. The group and its questions are left out.",
    ),
    "type": Text(
        sv="Frågor av det här slaget finns inte här. Frågan är borttagen.",
        en="There are no questions of this kind here. The question is left out.",
    ),
    "metadata": Text(
        sv="Sådant som telefonen fyller i av sig själv sparas inte här.",
        en="What a device fills in by itself is not kept here.",
    ),
    "condition": Text(
        sv="Villkoret kan inte uttryckas här. Frågan ställs alltid.",
        en="The condition cannot be expressed here. The question is always asked.",
    ),
    "never": Text(
        sv="Frågan visas aldrig i formuläret, och är borttagen.",
        en="The question is never shown in the form, and is left out.",
    ),
    "constraint": Text(
        sv="Kravet på svaret kan inte uttryckas här, och prövas inte.",
        en="The constraint on the answer cannot be expressed here, and is not tried.",
    ),
    "choices": Text(
        sv="Svarsalternativen finns i en annan fil eller räknas fram. Frågan är borttagen.",
        en="The choices are in another file or computed. The question is left out.",
    ),
    "choice_filter": Text(
        sv="Urvalet bland svarsalternativen kan inte uttryckas här. Alla visas.",
        en="The filter of the choices cannot be expressed here. All are shown.",
    ),
    "required": Text(
        sv="Att frågan ibland ska besvaras kan inte uttryckas här. Den ska alltid besvaras.",
        en="That the question must sometimes be answered cannot be expressed. It always must.",
    ),
    "default": Text(
        sv="Förvalda svar används inte här: ett svar ska vara givet.",
        en="Default answers are not used here: an answer is to be given.",
    ),
    "computed": Text(
        sv="Svar som räknas fram används inte här.",
        en="Answers that are computed are not used here.",
    ),
    "readonly": Text(
        sv="Frågan går inte att svara på i formuläret, och är borttagen.",
        en="The question cannot be answered in the form, and is left out.",
    ),
    "media": Text(
        sv="Bild, ljud och film följer inte med.", en="Pictures, sound and film are not taken."
    ),
    "guidance": Text(
        sv="Handledningen till den som frågar följer inte med.",
        en="The guidance for whoever asks is not taken.",
    ),
    "appearance": Text(
        sv="Utseendet bestäms här, inte i formuläret.",
        en="The appearance is decided here, not in the form.",
    ),
    "note": Text(
        sv="Texten hör inte till någon fråga, och är borttagen.",
        en="The text belongs to no question, and is left out.",
    ),
    "renamed": Text(
        sv="Namnet har tecken som inte används här. Det har skrivits om.",
        en="The name has characters that are not used here. It has been rewritten.",
    ),
    "language": Text(
        sv="Vi vet inte vilket språk det är. Texterna på det följer inte med.",
        en="We do not know which language it is. Its texts are not taken.",
    ),
    "incomplete_language": Text(
        sv="Språket saknar vissa texter och räknas därför inte som helt.",
        en="The language lacks some texts and therefore does not count as whole.",
    ),
    "filled": Text(
        sv="Texten saknas och har ersatts av det som finns: ett annat språk eller namnet.",
        en="The text is missing and has been replaced by what there is: another language or name.",
    ),
    "cut": Text(sv="Texten är för lång och har kortats.", en="The text is too long and is cut."),
    "message": Text(
        sv="Texten till obesvarade frågor är alltid den som visas här.",
        en="The text for unanswered questions is always the one shown here.",
    ),
    "reference": Text(
        sv="Svar på andra frågor visas inte inne i en text. Hänvisningen står kvar som den är.",
        en="Answers of other questions are not shown within a text. The reference stands as is.",
    ),
    "extension": Text(
        sv="En rad på bladet kvinnofrid går inte att förstå, och är inte använd.",
        en="A row of the sheet kvinnofrid cannot be understood, and is not used.",
    ),
    "points": Text(
        sv="Andra program räknar inte poängen; de ligger på bladet kvinnofrid.",
        en="Other programs do not add the points; they are on the sheet kvinnofrid.",
    ),
    "judgement": Text(
        sv="Andra program frågar inte efter den professionellas nivå.",
        en="Other programs do not ask for the professional's level.",
    ),
    "warning": Text(
        sv="Andra program varnar inte för det osannolika; kravet ligger på bladet kvinnofrid.",
        en="Other programs do not warn of the unlikely; it is on the sheet kvinnofrid.",
    ),
    "occasions": Text(
        sv="Andra program ställer frågan vid varje tillfälle.",
        en="Other programs ask the question on every occasion.",
    ),
    "file_formulas": Text(
        sv="Formler i kalkylbladet räknas inte. De lagrade värdena är använda.",
        en="Formulas in the workbook are not computed. The stored values are used.",
    ),
    "file_macros": Text(
        sv="Makron i arbetsboken körs aldrig.", en="Macros in the workbook are never run."
    ),
    "warning_of_pyxform": Text(
        sv="Påpekande från läsaren av formuläret:", en="A remark by the form's reader:"
    ),
}
"""Everything that can be left behind, by its code."""


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that was not carried over. `about` is the question, empty for the form."""

    about: str
    what: str
    detail: str = ""

    def in_language(self, code: str) -> str:
        """What and why, in words, without the question's name."""
        words = NOT_CARRIED[self.what].in_language(code)
        return f"{words} ({self.detail})" if self.detail else words


@dataclass(frozen=True, slots=True)
class Report:
    """What was carried over, counted by kind; what was not; and errors that stopped it all."""

    carried: Mapping[str, int] = field(default_factory=dict)
    not_carried: tuple[Lost, ...] = ()
    errors: tuple[Text, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is an instrument to use; what was not carried is still to be read."""
        return not self.errors
