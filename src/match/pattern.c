#include "match/pattern.h"
