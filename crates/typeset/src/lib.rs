//! The one typesetting and hyphenation layer that both editions share.
