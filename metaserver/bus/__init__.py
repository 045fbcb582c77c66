"""What carries ``protocol.bus`` messages between the process roles.

``local``  within one process
"""
