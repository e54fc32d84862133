"""The simulated district before anybody reports it: register, events, true figures, true activity."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.events import Event, plan_events
from pipelines.demo.impacts import Canvas, activity_share, apply_events
from pipelines.demo.indicators import Figures, make_figures
from pipelines.demo.latent import healthy_logs
from pipelines.demo.register import Register, build_register
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
    canvas: Canvas
    figures: Figures
    activity: np.ndarray


def simulate(settings: DemoSettings) -> Simulation:
    """Make a district; the same settings make the same one."""
    timeline = build_timeline(settings)
    register = build_register(settings, timeline)
    events = plan_events(settings, register, timeline)
    canvas = apply_events(events, settings, settings.enterprises, timeline)
    logs = healthy_logs(settings, register, timeline)
    figures = make_figures(settings, register, timeline, logs, canvas, events)
    return Simulation(settings, timeline, register, events, canvas, figures, activity_share(canvas))
