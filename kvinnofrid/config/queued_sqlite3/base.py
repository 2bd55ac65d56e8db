"""The connection: a transaction begins when its turn has come, and gives it back when it ends.

It is kept between requests, for as long as the file that it opened is the one in the folder.
"""

import os
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from kvinnofrid.config.queued_sqlite3.turns import TurnNotComeError, Turns, turns_at

SECONDS_TO_WAIT = 20.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to SQLite whose transactions queue."""

    _turn: Turns | None = None
    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection, and which file it leads to."""
        made = super().get_new_connection(conn_params)
        self._opened = self._file()
        return made

    def is_usable(self) -> bool:
        """Whether the file has not been put aside meanwhile, as by a restored backup."""
        return self._opened == self._file()

    def _file(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.settings_dict["NAME"])
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            turns = turns_at(str(self.settings_dict["NAME"]))
            try:
                turns.take(SECONDS_TO_WAIT)
            except TurnNotComeError:
                raise OperationalError("database is locked") from None
            self._turn = turns
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_back()

    def _give_back(self) -> None:
        turns, self._turn = self._turn, None
        if turns is not None:
            turns.give_back()
