"""The tick loop that owns worlds. It meets gateways on the bus only (``protocol.bus``).

``host``      one loop a world, all in one process role
``zone``      one world's tick, in its order
``pace``      when the next tick is due, and how long ticks are under load
``inbox``     what gateways sent since the last tick, bounded
``controls``  rows of the inbox to typed wishes
``wishes``    what becomes of each wish
``talk``      chat: who hears it, how much of it
``people``    whose avatar is whose, and which gateway speaks for it
``guides``    the tours that go on
``guide``     one guide: its avatar, and who follows
``tourscript`` what a guide does when; ``legs`` where it is on its way
``arrivals``  where somebody is set down
``steady``    the protocol's clock without its wrap
``ground``    a world as the simulation takes it
``encode``    columns of the simulation to packed fragments
``state``     what a zone remembers between ticks
"""
