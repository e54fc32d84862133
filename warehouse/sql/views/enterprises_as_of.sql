-- The register as it was known on a day: enterprises_as_of(date '2026-11-16').
create or replace macro enterprises_as_of(as_of_day) as table ({core_register__event_enterprises})
