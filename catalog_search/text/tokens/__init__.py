"""Letters, stems, units and words of scripts without spaces: what the analyser is made of."""
