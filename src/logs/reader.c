#include "logs/reader.h"
