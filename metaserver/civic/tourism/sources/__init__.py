"""Servers that tell of places and events, asked only where the operator has a key for them.

``wire``     bounded GETs; keys stay out of logs and sentences
``reading``  bytes of their answers to rows, and rows to facts
``tourapi``  Korea Tourism Organisation, TourAPI (KorService2)
``seoul``    Seoul's open data
"""

from metaserver.civic.tourism.sources.reading import Gathered
from metaserver.civic.tourism.sources.seoul import SeoulOpenData
from metaserver.civic.tourism.sources.source import Source
from metaserver.civic.tourism.sources.tourapi import TourApi

__all__ = ["Gathered", "SeoulOpenData", "Source", "TourApi"]
