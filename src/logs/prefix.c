#include "logs/prefix.h"
