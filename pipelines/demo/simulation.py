"""The simulated district before anybody reports it: register, events, true figures, true activity."""

from dataclasses import dataclass

from pipelines.demo.arrays import Floats
from pipelines.demo.events import Event, plan_events
from pipelines.demo.fictional_register import Register, build_register
from pipelines.demo.impacts import Effects, activity_share, apply_events
from pipelines.demo.indicators import Figures, make_figures
from pipelines.demo.latent import healthy_logs
from pipelines.demo.settings import DemoSettings
from pipelines.demo.timeline import Timeline, build_timeline


@dataclass(frozen=True, slots=True)
class Simulation:
    """Everything that is true in the district; writers turn it into deliveries.

    `activity` (N, T) is true activity as a share of normal.
    """

    settings: DemoSettings
    timeline: Timeline
    register: Register
    events: list[Event]
    effects: Effects
    figures: Figures
    activity: Floats


def simulate(settings: DemoSettings) -> Simulation:
    """Make a district; the same settings make the same one."""
    timeline = build_timeline(settings)
    register = build_register(settings, timeline)
    events = plan_events(settings, register, timeline)
    effects = apply_events(events, settings, settings.enterprises, timeline)
    logs = healthy_logs(settings, register, timeline)
    figures = make_figures(settings, register, timeline, logs, effects, events)
    return Simulation(settings, timeline, register, events, effects, figures, activity_share(effects))
