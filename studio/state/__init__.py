"""What a view watches: QObjects without widgets."""
