/* Private to src/ledger: what the files of the ledger of outcomes share. */
#ifndef CAIRN_LEDGER_OUTCOMES_INTERNAL_H
#define CAIRN_LEDGER_OUTCOMES_INTERNAL_H

#include "base/digest.h"
#include "ledger/outcomes.h"

/* What is kept of a token. False: it has not the form of one. */
bool cairn_outcomes_token_digest(struct cairn_span token, char out_hex[CAIRN_DIGEST_HEX_SIZE]);

#endif
