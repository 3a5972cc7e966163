-- The ledger remembers what was said, and learns from the topics what was said before it did.
drop table cluster.said;
