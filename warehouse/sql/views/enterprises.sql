-- The register as it is known.
create or replace view enterprises as from enterprises_as_of(date '9999-12-30')
