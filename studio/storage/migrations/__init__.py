"""The steps that lead from each schema to the next, as plain SQL named NNNN_what.sql."""
