"""Everything that is done in the follow-up. Each asks the policy and logs before it answers.

All are keyword-only: `client` is a client's id, `by` the actor, `now` an aware time, `key` a mark
of the save, so that one sent twice is done once. They raise RecordMissing or DeniedError for a no,
ImpossibleError for what cannot be, UnknownCodeError for a code that cannot be chosen, and a
KeysError when the key service cannot be reached; then nothing is changed.
"""

from kvinnofrid.follow_up.operations.clients import (
    FIELDS,
    DuplicateClientError,
    NewClient,
    change_client,
    create_client,
    merge,
    search,
    transfer,
)
from kvinnofrid.follow_up.operations.episodes import (
    EpisodeFacts,
    EpisodeStep,
    GoalFacts,
    InterventionFacts,
    NewEpisode,
    StaleEpisodeError,
    change_episode,
    open_episode,
    remove,
    save_goal,
    save_intervention,
    step,
)

__all__ = [
    "FIELDS",
    "DuplicateClientError",
    "EpisodeFacts",
    "EpisodeStep",
    "GoalFacts",
    "InterventionFacts",
    "NewClient",
    "NewEpisode",
    "StaleEpisodeError",
    "change_client",
    "change_episode",
    "create_client",
    "merge",
    "open_episode",
    "remove",
    "save_goal",
    "save_intervention",
    "search",
    "step",
    "transfer",
]
