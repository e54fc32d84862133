-- Examples of what a check found stand by themselves: they name enterprises and files, and only what is printed may have them.

alter table check_results add column examples text not null default '';
