#include "match/anchor.h"
