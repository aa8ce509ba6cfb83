"""Hard photo sets, and what the real reconstruction makes of them: what the phone's judge is measured against."""
