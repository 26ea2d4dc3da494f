#include "ledger/publish.h"
