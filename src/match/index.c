#include "match/index.h"
