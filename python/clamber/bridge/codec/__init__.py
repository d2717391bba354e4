"""The two hot messages of the bridge, packed and unpacked straight to NumPy, without protobuf.

A player calls `decode_learner_message` and `encode_player_message`, a learner the other two. What they write, the
official protobuf classes read as the same message, and the other way round.
"""

from clamber.bridge.codec.learner import CAPABILITIES, decode_learner_message, encode_learner_message
from clamber.bridge.codec.player import announcement, decode_player_message, encode_player_message
from clamber.bridge.codec.wire import CodecError, UnsupportedMessageError

__all__ = [
    "CAPABILITIES",
    "CodecError",
    "UnsupportedMessageError",
    "announcement",
    "decode_learner_message",
    "decode_player_message",
    "encode_learner_message",
    "encode_player_message",
]
