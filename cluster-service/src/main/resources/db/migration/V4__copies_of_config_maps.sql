-- ConfigMaps of the control cluster that a Work needs, beside its Secrets.
alter table cluster.works add column config_maps text not null default '[]';
