"""Addresses of the follow-up, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.follow_up.views import clients, episodes, guarding, local, start, waves
from kvinnofrid.web.declared import declared

app_name = "follow_up"
CLIENT = "klient/<uuid:client>/"
EPISODE = f"{CLIENT}insatsperiod/<uuid:episode>/"
UNIT = "egna-insatser/<number:organisation>/<uuid:unit>/"
WAVE = f"{CLIENT}matning/<uuid:wave>/"

urlpatterns = [
    *declared(
        "record.find",
        [
            path("", start.start, name="start"),
            path("sok/", start.search, name="search"),
        ],
    ),
    *declared("record.create", [path("ny-klient/", start.new_client, name="new-client")]),
    *declared(
        "account.manage_own",
        [
            path("kalender/", start.calendar, name="calendar"),
            path("underrattelse/", start.acknowledge, name="acknowledge"),
            path("puls/", start.pulse, name="pulse"),
        ],
    ),
    *declared(
        "unit.interventions",
        [
            path("egna-insatser/", local.start, name="own-interventions-of-units"),
            path(UNIT, local.index, name="own-interventions"),
            path(f"{UNIT}<uuid:intervention>/", local.change, name="own-intervention"),
        ],
    ),
    *declared("calendar.read", [path("kalender/<str:secret>.ics", start.feed, name="feed")]),
    *declared(
        "record.read",
        [
            path(CLIENT, clients.client, name="client"),
            path(EPISODE, episodes.episode, name="episode"),
            path(f"{EPISODE}bild/", episodes.picture, name="picture"),
            path(WAVE, waves.wave, name="wave"),
        ],
    ),
    *declared(
        "record.write",
        [
            path(f"{CLIENT}andra/", clients.change, name="change"),
            path(f"{CLIENT}person/", clients.linked, name="new-linked"),
            path(f"{CLIENT}person/<uuid:person>/", clients.linked, name="linked"),
            path(f"{CLIENT}insatsperiod/", episodes.new_episode, name="new-episode"),
            path(f"{EPISODE}andra/", episodes.change, name="change-episode"),
            path(f"{EPISODE}borja/", episodes.start, name="begin"),
            path(f"{EPISODE}avsluta/", episodes.close, name="close"),
            path(f"{EPISODE}angra/", episodes.reopen, name="reopen"),
            path(f"{EPISODE}matning/", episodes.add_wave, name="add-wave"),
            path(f"{EPISODE}insats/", episodes.intervention, name="new-intervention"),
            path(
                f"{EPISODE}insats/<uuid:intervention>/", episodes.intervention, name="intervention"
            ),
            path(f"{EPISODE}mal/", episodes.goal, name="new-goal"),
            path(f"{EPISODE}mal/<uuid:goal>/", episodes.goal, name="goal"),
            path(f"{WAVE}utkast/", waves.draft, name="draft"),
            path(f"{WAVE}slang/", waves.discard, name="discard-draft"),
            path(f"{WAVE}ratta/", waves.correct, name="correct"),
            path(f"{WAVE}blev-inte-av/", waves.miss, name="miss"),
            path(f"{WAVE}flytta/", waves.move_due, name="move-due"),
        ],
    ),
    *declared("record.merge", [path(f"{CLIENT}sla-ihop/", clients.merge, name="merge")]),
    *declared("record.assign", [path(f"{CLIENT}fordela/", guarding.assign, name="assign")]),
    *declared("record.transfer", [path(f"{CLIENT}enhet/", guarding.transfer, name="transfer")]),
    *declared("record.block", [path(f"{CLIENT}sparra/", guarding.block, name="block")]),
    *declared("record.protect", [path(f"{CLIENT}skydda/", guarding.protect, name="protect")]),
    *declared(
        "record.propose_clearance",
        [path(f"{CLIENT}inslapp/", guarding.clearance, name="clearance")],
    ),
    *declared("record.clear", [path(f"{CLIENT}inslapp/godkann/", guarding.clear, name="clear")]),
    *declared("record.see_blocks", [path(f"{CLIENT}sparrar/", guarding.blocks, name="blocks")]),
    *declared(
        "record.propose_unblock",
        [path(f"{CLIENT}sparrar/foresla/", guarding.propose_unblock, name="propose-unblock")],
    ),
    *declared("record.unblock", [path(f"{CLIENT}sparrar/hav/", guarding.unblock, name="unblock")]),
    *declared(
        "record.break_glass",
        [
            path(f"{CLIENT}nodoppning/", guarding.glass, name="glass"),
            path("nodoppning/", guarding.locate, name="locate"),
        ],
    ),
]
