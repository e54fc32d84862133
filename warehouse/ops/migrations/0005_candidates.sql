-- Editions keep every candidate and not the listed alone; of earlier editions only the listed are known.

alter table edition_listed rename to edition_candidates;
alter table edition_candidates add column is_listed integer not null default 1 check (is_listed in (0, 1));
