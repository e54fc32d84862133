-- Reported signals known on a day: signals_as_of(date '2026-11-16').
create or replace macro signals_as_of(as_of_day) as table ({core_signals__event_enterprises})
